"""`./run` finds a Python that it can work with, and tries a few failed tests again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def called(folder: Path, function: str, path: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What a function of `./run` says in a checkout at `folder`."""
    functions = (ROOT / "run").read_text("utf-8").rpartition('main "$@"')[0]
    script = folder / "run"
    script.write_text(f"{functions}\n{function}\n")
    return subprocess.run(
        ["/bin/bash", str(script)],
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def found(folder: Path, path: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What `find_python` says."""
    return called(folder, "find_python", path, **environment)


def make_python(folder: Path, name: str = "python3.11", *, pip: bool = True, works: bool = True) -> Path:
    """A Python of which one can only ask whether it works and whether it has pip."""
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / name
    asked_for_pip = f'if [ "$1" = -m ]; then exit {int(not pip)}; fi'
    python.write_text(f"#!/bin/bash\n{asked_for_pip}\nexit {int(not works)}\n")
    python.chmod(0o755)
    return python


def test_its_own_environment_is_not_what_it_makes_itself_with(tmp_path: Path) -> None:
    make_python(tmp_path / ".venv" / "bin")
    wanted = make_python(tmp_path / "system")
    path = os.pathsep.join([f"{tmp_path}/.venv/bin", str(wanted.parent), "/usr/bin", "/bin"])
    assert found(tmp_path, path).stdout == str(wanted)


def test_a_python_without_pip_is_passed_over(tmp_path: Path) -> None:
    make_python(tmp_path / "a", pip=False)
    make_python(tmp_path / "b", works=False)
    wanted = make_python(tmp_path / "c")
    path = os.pathsep.join([str(tmp_path / name) for name in "abc"] + ["/bin"])
    assert found(tmp_path, path).stdout == str(wanted)
    other = make_python(tmp_path / "d", "python3.14")
    assert found(tmp_path, path, PYTHON=str(other)).stdout == str(other)


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    # bash and dirname alone
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "bash"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    alone = make_python(tmp_path / "a", pip=False)
    done = found(tmp_path, f"{tools}{os.pathsep}{alone.parent}")
    assert (done.returncode, f"{alone} has no pip" in done.stderr) == (1, True), done
    done = found(tmp_path, str(tools))
    assert (done.returncode, "none was found" in done.stderr) == (1, True), done


ONCE = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("number", range({count}))
def test_fails_once(number):
    mark = Path(f"tried-{{number}}")
    tried = mark.exists()
    mark.touch()
    assert tried

def test_passes():
    pass
"""
ALWAYS = "def test_fails():\n    raise AssertionError\n"
AGAIN = "tried again alone:"


@pytest.mark.parametrize(
    ("tests", "status", "is_tried_again", "closing"),
    [
        (ONCE.format(count=2), 0, True, "2 passed in"),
        (ONCE.format(count=1) + ALWAYS, 1, True, "1 failed, 1 passed in"),
        (ONCE.format(count=6), 1, False, "6 failed, 1 passed in"),
        ("raise AssertionError\n", 2, False, "1 error in"),
    ],
    ids=["a few once", "one for ever", "too many", "nothing to collect"],
)
def test_a_few_that_failed_are_tried_again_alone(
    tmp_path: Path, tests: str, status: int, is_tried_again: bool, closing: str
) -> None:
    """A fault fails twice, and what failed only once is told."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, arguments in (("python", ""), ("pytest", "-m pytest")):
        (programs / name).write_text(f'#!/bin/bash\nexec {sys.executable} {arguments} "$@"\n')
        (programs / name).chmod(0o755)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:schemathesis -p no:hypothesispytest\n")
    (tmp_path / "test_once.py").write_text(tests)
    done = called(tmp_path, "test_everything", os.environ["PATH"])
    said = done.stdout.splitlines()
    assert (done.returncode, AGAIN in said) == (status, is_tried_again), done
    assert closing in said[-1], done.stdout
    told = [line.strip() for line in said[said.index(AGAIN) + 1 :]] if is_tried_again else []
    assert (told.count("test_once.py::test_fails_once[0]") == 2) == (status == 0), done.stdout
