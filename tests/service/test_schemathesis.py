"""Requests made up from the OpenAPI document, good and bad: none of them breaks the server, and every answer is one
that the document describes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.conftest import one_house
from tests.service.contract import FILE, OPERATIONS
from tests.service.processes import LIMIT_SECONDS
from tests.service.shared_server import House

COMMAND = str(Path(sys.executable).with_name("schemathesis"))
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
)


# What is wrong in every way that the document forbids: two hundred requests of each operation, and nothing of it comes
# as far as the database. Hence some operations each time, and all of them at length.
EVERY_WHICH = 12


@one_house("processes")
def test_a_few_requests_of_every_kind(house: House) -> None:
    make_up_requests(house, "examples,fuzzing", "--max-examples=3", "--generation-deterministic")


@one_house("sqlite")
def test_some_operations_are_asked_in_every_wrong_way(house: House) -> None:
    some = [f"--include-operation-id={operation.id}" for operation in OPERATIONS[::EVERY_WHICH]]
    make_up_requests(house, "coverage", "--generation-deterministic", *some)


@pytest.mark.long
def test_many_requests_of_every_kind(house: House) -> None:
    make_up_requests(house, "examples,coverage,fuzzing", "--max-examples=300", "--generation-database=none")


def make_up_requests(house: House, phases: str, *options: str) -> None:
    """Let schemathesis try every operation with a programme's admin key."""
    programme = house.create_program()
    done = subprocess.run(
        [
            *(COMMAND, "run", str(FILE), f"--url={house.servers[0].address}", "--no-color", "--warnings=off"),
            *(
                f"--header=Authorization: Bearer {programme.key}",
                f"--checks={','.join(CHECKS)}",
                "--continue-on-failure",
            ),
            *(f"--phases={phases}", "--suppress-health-check=all", f"--request-timeout={LIMIT_SECONDS}"),
            *options,
        ],
        cwd=house.installation.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    programme.verify()
