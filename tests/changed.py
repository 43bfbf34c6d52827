"""Which tests are near to what has changed: `python -m tests.changed` prints them, for `./run test --changed`."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
ALWAYS = ["tests/test_tidy.py"]
# Of a file that begins so, these tests besides its own; the first that fits counts.
NEAR = {
    "app/engine/": ["tests/engine", "tests/test_scenarios.py"],
    "app/ledger/": ["tests/engine", "tests/test_scenarios.py"],
    "app/store/": ["tests/store", "tests/actions"],
    "app/actions/": ["tests/actions"],
    "app/api/": ["tests/api"],
    "app/jobs/": ["tests/jobs"],
    "app/demo": ["tests/test_demo.py"],
    "app/sample": ["tests/test_demo.py"],
    "app/": ["tests/service/test_starting.py", "tests/service/test_story.py"],
    "migrations/": ["tests/store/connection/test_schema.py", "tests/faults/test_migrations.py"],
    "bench/": ["tests/bench"],
    "docs/": ["tests/clients/test_documents.py"],
    "README.md": ["tests/clients/test_documents.py"],
    "openapi/": ["tests/api/contract/test_openapi.py", "tests/clients/test_generated.py"],
    "clients/": ["tests/clients"],
    "tests/scenarios/": ["tests/test_scenarios.py"],
    "compose.yaml": ["tests/service/test_compose.py"],
}


def near(changed: Iterable[str], root: Path = ROOT) -> list[str]:
    """The tests to run for changed files (paths from the root), none of them twice."""
    found = list(ALWAYS)
    for path in changed:
        file = Path(path)
        if file.name.startswith("test_") and file.suffix == ".py":
            found.append(path)
        elif path.startswith("tests/") and file.suffix == ".py":
            found.append(str(file.parent))  # what tests share
        else:
            found += next((tests for start, tests in NEAR.items() if path.startswith(start)), [])
    there = sorted({test for test in found if (root / test).exists()})
    return [test for test in there if not any(str(parent) in there for parent in Path(test).parents)]


def changed_files(base: str) -> list[str]:
    """What differs from where this branch began, with what is not committed and what git does not know yet."""
    began = _git("merge-base", base, "HEAD")[0]
    return sorted({*_git("diff", "--name-only", began), *_git("ls-files", "--others", "--exclude-standard")})


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    print("\n".join(near(changed_files(sys.argv[1] if len(sys.argv) > 1 else "main"))))
