"""A multiplied database is one that could have come about by itself."""

from app.sample import SLUG, programme
from bench import million, workload
from tests.service.processes import Installation

MODELS = 20
COPIES = 40


def test_every_copy_is_a_member_in_order(installation: Installation) -> None:
    sales = installation.folder / "sales.csv"
    workload.write_sales(sales, "past", MODELS, 300, 1)
    installation.run("migrate")
    key = installation.create_program(programme(), slug=SLUG)
    installation.run("import", "--program", SLUG, str(sales))
    one = installation.verify(SLUG)

    million.multiply(installation.database_url, COPIES)

    found = installation.verify(SLUG)
    assert found["members"] == one["members"] * (1 + COPIES)
    assert found["entries"] == one["entries"] * (1 + COPIES)
    assert million.size(installation.database_url)["members"] == found["members"]
    assert million.differences_in_a_sample(installation.database_url) == []
    with installation.serving() as server, server.client(key) as client:
        points = [
            client.get(f"/v1/members/ext:{name}/status").json()["points"] for name in ("bench-0007", "bench-0007-040")
        ]
        assert points[0] == points[1]
        assert client.get("/v1/purchases/ext:past-7-001").status_code == 200
