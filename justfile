# For those who expect `just`; all of it is in ./run.
demo *args:
    ./run demo {{args}}
test *args:
    ./run test {{args}}
check:
    ./run check
