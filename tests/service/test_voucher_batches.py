"""A batch of vouchers outlives the server that gives it, and codes come in from a shell."""

import json
import time
from typing import Any

import httpx2
import pytest

from tests.service.processes import LIMIT_SECONDS, Installation
from tests.service.shop import DOCUMENT, purchase

CUSTOMERS = 900
AT_ONCE = 300
FILM = {"id": "film", "name": "A film", "kind": "gift", "text": "One seat", "points_price": 1, "codes": "imported"}


@pytest.mark.long
def test_a_batch_whose_server_is_killed_gives_everybody_one_in_the_end(installation: Installation) -> None:
    if installation.database_url.startswith("postgresql"):
        installation.run("migrate")
    key = installation.create_program(DOCUMENT)
    server = installation.start(*installation.most_processes)
    with server.client(key) as client:
        enrol(client)
        body = {"external_id": "easter", "reward": "free-coffee", "members": {"all": True}, "reason": "Happy Easter"}
        begun = client.post("/v1/voucher-batches", json=body).raise_for_status().json()
        assert begun["wanted"] == CUSTOMERS
        found = waited(client, begun["id"], lambda batch: batch["issued"] > 0)
        assert found["status"] == "running", "it was over before it could be interrupted"
        server.kill()
    with installation.serving(*installation.most_processes, port=server.port) as again, again.client(key) as client:
        found = waited(client, begun["id"], lambda batch: batch["status"] == "done")
        assert (found["issued"], found["failed"]) == (CUSTOMERS, [])
        for start in range(0, CUSTOMERS, AT_ONCE):
            members = [f"ext:c{number}" for number in range(start, start + AT_ONCE)]
            told = client.post("/v1/status/batch", json={"members": members}).raise_for_status().json()["data"]
            assert {len(one["vouchers"]) for one in told} == {1}
    installation.verify()


def test_codes_of_a_partner_come_in_from_a_shell_and_go_out_with_vouchers(installation: Installation) -> None:
    if installation.database_url.startswith("postgresql"):
        installation.run("migrate")
    key = installation.create_program({**DOCUMENT, "rewards": [*DOCUMENT["rewards"], FILM]})
    file = installation.folder / "codes.csv"
    file.write_text("code,expires_on\nREX-0001,\nREX-0002,2090-12-31\nno\n", "utf-8")
    asked = ("vouchers", "import", "--program", "shop", str(file))
    assert json.loads(installation.run(*asked, "--reward", "film")) == {"imported": 2, "known": 0, "refused": 1}
    again = installation.attempt(*asked, "--reward", "film")
    assert json.loads(again.stdout) == {"imported": 0, "known": 2, "refused": 1}
    assert "line 4: " in again.stderr
    assert installation.attempt(*asked, "--reward", "free-coffee").returncode == 2
    with installation.serving(*installation.most_processes) as server, server.client(key) as client:
        client.post("/v1/members", json={"external_id": "ada"}).raise_for_status()
        given = {"external_id": "g", "member": "ext:ada", "reward": "film", "reason": "Sorry"}
        told = client.post("/v1/vouchers", json=given).raise_for_status().json()
        assert (told["code"], told["expires_on"]) == ("REX-0002", "2090-12-31")
        (left,) = [one["left"] for one in client.get("/v1/rewards").json()["data"] if one["id"] == "film"]
        assert left == 1
        assert client.get("/v1/vouchers/REX-0002").json()["status"] == "usable"


def enrol(client: httpx2.Client) -> None:
    """Make the customers, each with a purchase."""
    for start in range(0, CUSTOMERS, AT_ONCE):
        bought = [
            {**purchase(f"p{number}", f"ext:c{number}", 100), "enrol": True} for number in range(start, start + AT_ONCE)
        ]
        answer = client.post("/v1/purchases/batch", json={"purchases": bought}).raise_for_status()
        assert {one["status"] for one in answer.json()["results"]} == {201}


def waited(client: httpx2.Client, batch: str, is_so: Any) -> dict[str, Any]:
    """The batch as soon as something is so of it."""
    deadline = time.monotonic() + 3 * LIMIT_SECONDS
    while time.monotonic() < deadline:
        found: dict[str, Any] = client.get(f"/v1/voucher-batches/{batch}").raise_for_status().json()
        if is_so(found):
            return found
        time.sleep(0.005)
    raise AssertionError("it took too long")
