"""Writes everything that is generated: `python -m clients.generator`."""

from clients.generator.written import write

if __name__ == "__main__":
    write()
