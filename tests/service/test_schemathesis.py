"""Requests made up from the OpenAPI document, good and bad: none of them breaks the server, and every answer is one
that the document describes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.contract import FILE
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


def test_a_few_requests_of_every_kind(house: House) -> None:
    # What is wrong in every way that the document forbids never comes as far as the database, so one of them will do.
    phases = "examples,fuzzing" if house.kind == "sqlite" else "examples,coverage,fuzzing"
    make_up_requests(house, phases, "--max-examples=5", "--generation-deterministic")


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
            *(f"--phases={phases}", "--suppress-health-check=all"),
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
