"""Every request that the documents show is sent, and what they show of the answers is there.

Each document is one story in a shop of its own. Of lists and objects a part may be shown. What is drawn by lot is told
with `…` or looks like a voucher's code; where a later request says the same, it is put in.
"""

import json
import re
from textwrap import indent
from typing import Any

import httpx2
import pytest

from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check
from tests.clients.conftest import ROOT
from tests.clients.documents import DONE, Answer, Request, blocks, commands, exchanges, is_answer
from tests.clients.generated import FOLDER, PRINTED
from tests.service.shared_server import Programme

# Whose key each document is told with.
ROLES = {
    "docs/tutorial/tour.md": "admin",
    "docs/how-to/till.md": "pos",
    "docs/how-to/ecommerce.md": "ecommerce",
    "docs/how-to/email.md": "email",
    "docs/how-to/events.md": "admin",
    "docs/reference/tiers.md": "admin",
    "docs/how-to/checkout.md": "ecommerce",
    "docs/how-to/vouchers.md": "admin",
    "docs/how-to/gift-cards.md": "admin",
}
PROGRAMS = {"python": "tests/clients/python/till.py", "ts": "tests/clients/typescript/till.ts"}
# What has happened in the shop before a document begins.
BEFORE = {
    "docs/how-to/email.md": "before_email.json",
    "docs/how-to/events.md": "before_email.json",
    "docs/how-to/checkout.md": "before_checkout.json",
    "docs/how-to/vouchers.md": "before_vouchers.json",
}
# The programme of a document that has not the one of the tour.
PROGRAMMES = {
    "docs/how-to/checkout.md": "docs/examples/checkout.json",
    "docs/how-to/vouchers.md": "docs/examples/vouchers.json",
    "docs/how-to/gift-cards.md": "docs/examples/gift-cards.json",
}
DRAWN = re.compile(r".*…|[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


class Story:
    """The requests of one document, and what was drawn by lot so far: as it is shown, and as it is."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client = client
        self.drawn: dict[str, str] = {}

    def tell(self, request: Request, answer: Answer | None) -> None:
        """Send a request; the answer is what the document says, or at least a good one."""
        headers = {name: self._filled_in(value) for name, value in request.headers.items()}
        body, target = self._filled_in(request.body), self._filled_in(request.target)
        heard = self.client.request(request.method, target, content=body, headers=headers)
        place = f"{request.method} {request.target}: {heard.status_code} {heard.text}"
        assert heard.status_code in (answer.statuses if answer else DONE), place
        for name, shown in (answer.headers if answer else {}).items():
            assert self._missing(shown, heard.headers[name], name) == [], place
        if answer and answer.body:
            assert self._missing(json.loads(answer.body), heard.json(), "") == [], place

    def _filled_in(self, text: str) -> str:
        for shown, drawn in self.drawn.items():
            text = text.replace(shown, drawn)
        return text

    def _missing(self, shown: Any, heard: Any, place: str) -> list[str]:
        """What is shown and was not heard."""
        if isinstance(shown, dict) and isinstance(heard, dict):
            parts = [
                self._missing(value, heard.get(name, "nothing"), f"{place}/{name}") for name, value in shown.items()
            ]
            return [missing for part in parts for missing in part]
        if isinstance(shown, list) and isinstance(heard, list):
            rest = iter(heard)
            return [
                f"{place}: {one}" for one in shown if not any(self._missing(one, other, "") == [] for other in rest)
            ]
        if isinstance(shown, str) and isinstance(heard, str) and DRAWN.fullmatch(shown):
            self.drawn[shown] = heard
            return []
        return [] if type(shown) is type(heard) and shown == heard else [f"{place}: {shown}, and not {heard}"]


@pytest.mark.parametrize("name", ROLES)
def test_what_a_document_shows_is_so(name: str, shop: Programme) -> None:
    with shop.client() as admin, shop.client(shop.create_key(ROLES[name])) as client:
        if name in PROGRAMMES:
            assert admin.put("/v1/program", json=json.loads((ROOT / PROGRAMMES[name]).read_text("utf-8"))).is_success
        for path, body in before(name):
            assert admin.post(path, json=body).status_code == 201, body
        client.headers["Content-Type"] = "application/json"
        story = Story(client)
        for request, answer in exchanges(ROOT / name):
            story.tell(request, answer)
    for command, printed in commands(ROOT / name):
        here = {"corner-coffee": shop.slug, "docs/examples/purchases.csv": str(ROOT / "docs/examples/purchases.csv")}
        assert shop.house.installation.run(*[here.get(word, word) for word in command]) == printed, command


@pytest.mark.parametrize("name", ROLES)
def test_every_answer_that_a_document_shows_is_to_a_request(name: str) -> None:
    answered = [answer for _, answer in exchanges(ROOT / name) if answer]
    assert len(answered) == len([block for block in blocks(ROOT / name) if is_answer(*block)])


@pytest.mark.parametrize("name", ROLES)
def test_the_programs_that_a_document_shows_are_those_that_are_tried(name: str) -> None:
    for language, block in blocks(ROOT / name):
        if language in PROGRAMS:
            program = (ROOT / PROGRAMS[language]).read_text("utf-8")
            assert block in program or indent(block, "    ") in program


def test_the_till_prints_what_its_document_shows() -> None:
    assert ("", PRINTED) in blocks(ROOT / "docs/how-to/till.md")


def test_the_tour_shows_the_whole_programme() -> None:
    (shown,) = [
        block
        for language, block in blocks(ROOT / "docs/tutorial/tour.md")
        if language == "json" and "time_zone" in block
    ]
    assert json.loads(shown) == json.loads((ROOT / "docs/examples/programme.json").read_text("utf-8"))


def test_the_programmes_of_the_page_on_levels_can_be_published() -> None:
    shown = [block for _, block in blocks(ROOT / "docs/reference/tiers.md") if "time_zone" in block]
    assert len(shown) == 2
    assert all(isinstance(check(json.loads(block)), ProgramDocument) for block in shown)


def before(name: str) -> list[Any]:
    """The requests that went before a document: paths and bodies."""
    return list(json.loads((FOLDER / BEFORE[name]).read_text("utf-8"))) if name in BEFORE else []
