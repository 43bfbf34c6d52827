"""A multiplied database is one that could have come about by itself."""

import pytest

from app.sample import SLUG, programme
from bench import million, workload
from tests.service.processes import Installation

MODELS = 20


# Little of it is particular to a database.
@pytest.mark.parametrize(
    ("database_url", "copies"),
    [("sqlite", 40), pytest.param("postgresql", 40, marks=pytest.mark.long)],
    indirect=["database_url"],
)
def test_every_copy_is_a_member_in_order(installation: Installation, copies: int) -> None:
    sales = installation.folder / "sales.csv"
    workload.write_sales(sales, "past", MODELS, 300, 1)
    installation.run("migrate")
    key = installation.create_program(programme(), slug=SLUG)
    installation.run("import", "--program", SLUG, str(sales))
    one = installation.verify(SLUG)

    million.multiply(installation.database_url, copies)

    found = installation.verify(SLUG)
    assert found["members"] == one["members"] * (1 + copies)
    assert found["entries"] == one["entries"] * (1 + copies)
    assert million.size(installation.database_url)["members"] == found["members"]
    assert million.differences_in_a_sample(installation.database_url) == []
    with installation.serving() as server, server.client(key) as client:
        points = [
            client.get(f"/v1/members/ext:{name}/status").json()["points"] for name in ("bench-0007", "bench-0007-040")
        ]
        assert points[0] == points[1]
        assert client.get("/v1/purchases/ext:past-7-001").status_code == 200
