"""`./run` finds a Python that it can work with, whatever stands on the path."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def found(folder: Path, path: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What `find_python` of `./run` says in a checkout at `folder`."""
    functions = (ROOT / "run").read_text("utf-8").rpartition('main "$@"')[0]
    script = folder / "run"
    script.write_text(f"{functions}\nfind_python\n")
    return subprocess.run(
        ["/bin/bash", str(script)],
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


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
