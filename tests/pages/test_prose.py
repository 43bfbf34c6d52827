"""The programme as prose says every part of its document: a field is in a sentence, or has a reason not to be."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from types import SimpleNamespace
from typing import Any, Literal, cast, get_args, get_origin

import pytest

from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check
from app.engine.program.parts.conditions import ConditionPart
from app.engine.program.parts.match import MatchPart
from app.engine.program.parts.part import Part
from app.pages.views.prose.parts import Value
from app.pages.views.prose.sections import TOLD, sections
from app.pages.visit import Visit
from tests.pages.test_languages import words_in
from tests.pages.whole_programmes import PROGRAMMES

_NAME = "a short name for the ledger and the API; the display name is shown"
_LIST = "a part with a page of its own; the prose names it under More"
# Fields of the document that no sentence depends on, and why. A part stands for all of its fields.
EXCEPTIONS = {
    "name": "the head of every page",
    "currency": "every amount shows it",
    "points.earn.id": _NAME,
    "tiers.levels.id": _NAME,
    "bonuses.id": _NAME,
    "punch_cards.id": _NAME,
    "coupons.id": _NAME,
    "rebates.id": _NAME,
    "campaigns.id": _NAME,
    "campaigns.codes.each": "has one value, which the sentence on many codes says",
    "tiers.notice_delay_minutes": "delays an event for other systems, and changes nothing for members",
    "ladders": _LIST,
    "insights": _LIST,
    "segments": _LIST,
    "contacts": _LIST,
    "notices": _LIST,
    "tasks": _LIST,
    "holdout": "the page of the campaigns says the share and the effect",
}


def visit_in(language: str) -> Visit:
    """A request in a language, as far as the prose needs one."""
    words = words_in(language)
    return cast(Visit, SimpleNamespace(words=words, text=words.text))


def told(document: Mapping[str, Any], language: str = "en") -> str:
    """The prose as text: a line for a heading or paragraph."""
    lines = []
    for section in sections(visit_in(language), document):
        lines.append(section.name)
        lines += ["".join(one if isinstance(one, str) else one.text for one in line) for line in section.paragraphs]
    return "\n".join(lines)


def models_in(annotation: Any) -> Iterator[type[Part]]:
    """The parts of which a field consists."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def literals_in(annotation: Any) -> Iterator[str]:
    """The texts among which a field chooses."""
    for argument in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield str(argument)
        else:
            yield from literals_in(argument)


def fields(model: type[Part], at: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every field by its path, with the texts it chooses among. What a match and a condition have is told once."""
    for name, field in model.model_fields.items():
        path = f"{at}{field.alias or name}"
        parts = [] if at == "when." else list(models_in(field.annotation))
        if not parts or parts[0] in (MatchPart, ConditionPart):
            yield path, list(literals_in(field.annotation))
        elif path in EXCEPTIONS:
            yield path, []
        else:
            for part in parts:
                yield from fields(part, f"{path}.")


def all_fields() -> dict[str, list[str]]:
    """The fields of the document."""
    found: dict[str, list[str]] = {}
    for start, model in (("", ProgramDocument), ("match.", MatchPart), ("when.", ConditionPart)):
        for path, texts in fields(model, start):
            found.setdefault(path, []).extend(texts)
    return found


def places(value: Any, pointer: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Every place of a document with the path of its field."""
    for name, one in value.items() if isinstance(value, dict) else ():
        here, field = f"{pointer}/{name}", f"{path}.{name}".lstrip(".")
        is_whole = name in ("match", "when")
        if is_whole:
            yield here, field
        within = name if is_whole else "when" if path == "when" else field
        found = one if isinstance(one, list) else [one]
        if isinstance(found[0], dict):
            for number, part in enumerate(found):
                yield from places(part, f"{here}/{number}" if isinstance(one, list) else here, within)
        if path == "when" or not isinstance(found[0], dict):
            yield here, field


def at_place(document: Mapping[str, Any], pointer: str) -> Any:
    """What is at a place."""
    part: Any = document
    for step in pointer.split("/")[1:]:
        part = part[int(step)] if isinstance(part, list) else part[step]
    return part


def others(document: Mapping[str, Any], pointer: str, texts: list[str]) -> Iterator[Mapping[str, Any]]:
    """The document with other values at a place, or none."""
    above, _, last = pointer.rpartition("/")
    value = at_place(document, pointer)
    changes: list[dict[str, Any]] = [{}]
    if isinstance(value, int | str):
        changes += [{last: other} for other in ([value + 1] if isinstance(value, int) else texts or [f"{value}1"])]
    # A tree of conditions: the other way to join them, and the opposite.
    changes += {"all": [{"any": value}], "any": [{"all": value}], "not": [value]}.get(last, [])
    for change in changes:
        changed = deepcopy(dict(document))
        part = at_place(changed, above)
        del part[last]
        part.update(change)
        yield changed


def is_told(document: Mapping[str, Any], pointer: str, texts: list[str]) -> bool:
    """Whether the prose depends on what is at a place."""
    before = told(document)
    for other in others(document, pointer, texts):
        after = told(other)
        if after != before and "This part has faults." not in after:
            return True
    return False


def test_every_field_is_in_a_sentence_or_has_a_reason_not_to_be() -> None:
    known, found = all_fields(), set()
    for document in PROGRAMMES.values():
        for pointer, path in places(document):
            assert path in known, path
            if path not in found and is_told(document, pointer, known[path]):
                found.add(path)
    assert sorted(known.keys() - found - EXCEPTIONS.keys()) == []
    assert sorted(found & EXCEPTIONS.keys()) == []
    assert sorted(EXCEPTIONS.keys() - known.keys()) == []


def test_a_part_without_sentences_is_named() -> None:
    named = {name for name in EXCEPTIONS if "." not in name} - TOLD
    document = {**next(iter(PROGRAMMES.values())), **{name: {"some": 1} for name in named}}
    (line,) = [one for one in told(document).splitlines() if one.startswith("The document also has: ")]
    assert named == set(line.removeprefix("The document also has: ").rstrip(".").split(", "))
    assert named | TOLD - {"version"} == set(ProgramDocument.model_fields)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_programmes_can_be_published_and_are_told_in_every_language(name: str) -> None:
    document = PROGRAMMES[name]
    assert isinstance(check(document), ProgramDocument), check(document)
    for language in ("en", "de", "ar"):
        assert "%(" not in told(document, language)
        values = [
            span
            for section in sections(visit_in(language), document)
            for line in section.paragraphs
            for span in line
            if isinstance(span, Value)
        ]
        for value in values:
            at_place(document, value.pointer)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("points", {"earn": [{"id": "base"}]}),
        ("points", {"expiry": {"kind": "yearly", "month": 13, "day": 1}}),
        ("campaigns", [{"name": "Odd", "when": {"fact": "basket.total", "is": "is"}}]),
        ("rewards", 7),
        ("tiers", {"levels": [{}]}),
        ("checkout", {"max_discount": "much"}),
    ],
)
def test_a_faulty_part_of_a_draft_hides_no_other(part: str, value: Any) -> None:
    text = told({**PROGRAMMES["nights"], part: value})
    assert f"{part.replace('_', ' ')}\nThis part has faults." in text
    assert text.count("This part has faults.") == 1
    assert "A day begins at 04:00 by the clock of Europe/London." in text


def test_what_shops_run_is_told_in_plain_words() -> None:
    offers, nights, periods = [told(PROGRAMMES[name]) for name in ("offers", "nights", "periods")]
    for text, sentence in (
        (offers, "Only with the code SPRING-10. Guests get it too. Limit per member: 1."),
        (offers, "Limit for all purchases together: 1,000. All its discounts together are at most £1,500."),
        (offers, "Letter: £3.00 off on anything. Only with one of 5,000 codes, each good for one purchase."),
        (offers, "buy 2 of tea, get 1 of tea 2 50% off, the dearest, at most 2 times, up to £9.00."),
        (
            offers,
            "Only if basket.matching_amount ≥ £20.00, (time.weekday = sat or sun or basket.matching_quantity > 3)",
        ),
        (offers, "and (not member.first_purchase = yes)."),
        (offers, "Many happy returns: a member gets 50 points on every birthday."),
        (nights, "A day begins at 04:00 by the clock of Europe/London."),
        (nights, "Stores with their own clock: york (America/New_York)."),
        (nights, "Points end 6 months after the last purchase. They end 24 months after the purchase at the latest."),
        (nights, "A gift card is good for 24 months from its issue or last top-up. Its balance is at most £500."),
        (nights, "The sale of a gift card earns nothing, counts for no level and gets no discount."),
        (nights, "They pay at most 50% of a purchase. A payment takes at least 200 points."),
        (periods, "A purchase brings at most 3 punches. A day brings at most 4 punches."),
        (periods, "At most £900 a period. Its years begin in April."),
        (periods, "The liability report expects 1.5% of the spend of a period."),
        (periods, "From 12 units in a quarter, £0.15 for each unit back."),
    ):
        assert sentence in text
