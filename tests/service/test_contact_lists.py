"""Contact lists outlive the server that chooses their members."""

import time

import pytest

from tests.service.processes import LIMIT_SECONDS, Installation
from tests.service.shop import DOCUMENT
from tests.service.test_voucher_batches import CUSTOMERS, enrol

LISTS = 12
MOST = 3


@pytest.mark.long
def test_lists_whose_server_is_killed_choose_everybody_as_often_as_caps_allow(installation: Installation) -> None:
    if installation.database_url.startswith("postgresql"):
        installation.run("migrate")
    contacts = {"purposes": [{"id": "service", "needs": []}], "all": {"max": MOST, "days": 30}}
    key = installation.create_program({**DOCUMENT, "contacts": contacts})
    server = installation.start(*installation.most_processes)
    with server.client(key) as client:
        enrol(client)
        begun = [
            client.post(
                "/v1/contact-lists",
                json={"external_id": f"l{n}", "purpose": "service", "channel": "post", "members": {"all": True}},
            )
            .raise_for_status()
            .json()["id"]
            for n in range(LISTS)
        ]
        deadline = time.monotonic() + LIMIT_SECONDS
        while not client.get(f"/v1/contact-lists/{begun[0]}").json()["examined"]:
            assert time.monotonic() < deadline, "nothing begins"
            time.sleep(0.005)
        server.kill()
    with installation.serving(*installation.most_processes, port=server.port) as again, again.client(key) as client:
        found = []
        for one in begun:
            while (told := client.get(f"/v1/contact-lists/{one}").raise_for_status().json())["status"] == "running":
                assert time.monotonic() < deadline + 3 * LIMIT_SECONDS, "it took too long"
                time.sleep(0.05)
            found.append(told)
        assert [one["examined"] for one in found] == [CUSTOMERS] * LISTS
        assert [one["chosen"] + one["left_out"]["capped"] for one in found] == [CUSTOMERS] * LISTS
        assert sum(one["chosen"] for one in found) == MOST * CUSTOMERS
        names: list[str] = []
        for one in begun:
            text = client.get(f"/v1/contact-lists/{one}/members", params={"format": "csv"}).raise_for_status().text
            rows = [line.split(",")[1] for line in text.splitlines()[1:]]
            assert len(rows) == len(set(rows)), "nobody is on a list twice"
            names += rows
        assert sorted(names) == sorted([f"c{number}" for number in range(CUSTOMERS)] * MOST)
    installation.verify()
