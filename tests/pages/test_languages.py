"""The pages in each language: which one a person gets, and that no text is left in English."""

import ast
import gettext
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment, nodes

from app.pages.languages import LANGUAGE_COOKIE, accepted, language
from app.pages.words import Words
from tests.pages.conftest import HOSTILE, Site
from tests.pages.html import HtmlPage
from tests.pages.translations import PAGES, TRANSLATED, catalogue, missing, path_of, texts, updated

pytestmark = pytest.mark.anyio
# Names that are the same in every language.
NAMES = {"Goldlist", "API", "CSV", "JSON", "GET"}
SHOWN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}
_is_sentence = re.compile(r"[A-Za-z'-]{2,},?( [\w'%()-]{2,})+[.:?]?").fullmatch
_places = re.compile(r"%\((\w+)\)s").findall


def words_in(name: str) -> Words:
    """Words of a British shop in a language."""
    made = language(name)
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Words(made.locale, made.texts, "GBP", ZoneInfo("Europe/London"), now)


async def test_a_person_gets_the_language_of_her_choice_else_her_browser_s(site: Site) -> None:
    browser = site.browser()
    for header, lang, direction, text in (
        ("de-AT,de;q=0.9,en;q=0.8", "de-DE", "ltr", "Anmelden"),
        ("fr,ar-EG;q=0.7,en;q=0.3", "ar-AE", "rtl", "تسجيل الدخول"),
        ("xx,yy;q=0.3", "en-GB", "ltr", "Sign in"),
        ("", "en-GB", "ltr", "Sign in"),
    ):
        page = HtmlPage((await browser.get("/pages/sign-in", headers={"Accept-Language": header})).text)
        (html,) = page.all("html")
        assert (html["lang"], html["dir"]) == (lang, direction)
        assert text in page.text
    chosen = await browser.post("/pages/language", data={"language": "de", "next": "/pages/sign-in"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/pages/sign-in")
    cookie = chosen.headers["set-cookie"]
    assert cookie.startswith(f"{LANGUAGE_COOKIE}=de; ")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/pages"))
    await site.sign_in(browser, "Admin Person")
    account = await browser.get("/pages/account", headers={"Accept-Language": "ar"})
    assert "Abmelden" in account.text
    for language_name, path in (("../../etc", "https://evil.example"), ("xx", "//evil.example")):
        answer = await browser.post("/pages/language", data={"language": language_name, "next": path})
        assert answer.headers["location"] == "/pages/home"
        assert "set-cookie" not in answer.headers
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answer = await browser.post("/pages/language", data={"language": "ar"}, headers=elsewhere)
    assert answer.status_code == 403


async def test_pages_speak_each_language_whole(site: Site) -> None:
    await site.fill()
    browser = await site.signed_in("admin")
    expected = {
        "de": ("Goldene Liste", "10,00 £", "Wie die Kasse diesen Kunden sieht"),
        "ar": ("القائمة الذهبية", "كما يراه صندوق البيع"),
    }
    for name, wanted in expected.items():
        browser.headers["Accept-Language"] = name
        found = ""
        for path in ("/pages/", "/pages/golden-list", f"/pages/members/{site.member}", "/pages/programme"):
            answer = await browser.get(path)
            assert answer.status_code == 200, answer.text[-2000:]
            page = HtmlPage(answer.text)
            assert page.faults == [], path
            found += page.text
        assert [text for text in wanted if text not in found] == []
        assert "Golden list" not in found


def test_the_most_welcome_language_comes_first() -> None:
    assert accepted("en;q=0.2, ar;q=0.9 ,de-CH, fr;q=0") == ["de", "ar", "en"]
    assert accepted("de" * 5000 + ";q=;;,,") == ["de" * 5000, "", ""]


def test_numbers_days_and_plurals_are_those_of_the_language() -> None:
    english, german, arabic = words_in("en"), words_in("de"), words_in("ar")
    assert (english.money(-123456), english.day("2026-01-18"), english.percent("0.125", 1)) == (
        "−£1,234.56",
        "18 Jan",
        "12.5%",
    )
    assert german.money(-123456) == "−1.234,56\N{NO-BREAK SPACE}£"
    assert german.day("2025-01-18") == "18. Jan. 2025"
    assert german.joined(["A", "B", "C"]) == "A, B und C"
    assert arabic.dir == "rtl"
    assert arabic.number(-50) == "\N{LEFT-TO-RIGHT MARK}−50"
    points = [arabic.several("%(n)s point", "%(n)s points", count) for count in (0, 1, 2, 5, 11, 100)]
    assert points == ["0 نقطة", "نقطة واحدة", "نقطتان", "5 نقاط", "11 نقطة", "100 نقطة"]


def test_a_name_cannot_turn_round_the_sentence_about_it() -> None:
    isolate, end, override = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}", "\N{RIGHT-TO-LEFT OVERRIDE}"
    english = words_in("en")
    assert english.text("See %(name)s", name="Ada") == "See Ada"
    assert english.text("See %(name)s", name=f"{end}{override}x") == f"See {isolate}{override}x{end}"
    assert english.text("See %(name)s", name=f"{isolate}x") == f"See {isolate}{isolate}x{end}{end}"
    assert english.text("See %(name)s", name=HOSTILE) == f"See {HOSTILE}"
    assert words_in("ar").text("See %(name)s", name="Ada") == f"عرض {isolate}Ada{end}"


class _Texts(HTMLParser):
    """The texts of a template that stand there as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in SHOWN_ATTRIBUTES]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def test_every_text_of_a_template_is_marked() -> None:
    assert _unmarked("<p title='Ein Wort'>{{ x }}</p><b>two words</b>{{ 'three more words' }}{{ _('no fault') }}") == {
        "Ein",
        "Wort",
        "two",
        "words",
        "three more words",
    }
    for template in PAGES.glob("templates/*.html"):
        assert _unmarked(template.read_text("utf-8")) == set(), template


def _unmarked(template: str) -> set[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    reader = _Texts()
    reader.feed("".join(text for _, kind, text in environment.lex(template) if kind == "data"))
    plain = {word for text in reader.found for word in re.findall(r"[^\W\d_]{2,}", text)} - NAMES
    tree = environment.parse(template)
    marked = {id(one) for call in tree.find_all(nodes.Call) for one in call.args}
    texts_of = [one.value for one in tree.find_all(nodes.Const) if id(one) not in marked]
    return plain | {
        text for text in texts_of if isinstance(text, str) and re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)
    }


def test_every_sentence_of_a_page_is_marked() -> None:
    known = {part for text in texts() for part in ([text] if isinstance(text, str) else text)}
    for module in PAGES.rglob("*.py"):
        tree = ast.parse(module.read_text("utf-8"))
        said = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
        found = [
            one.value
            for one in ast.walk(tree)
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in said
        ]
        assert [text for text in found if _is_sentence(text) and text not in known] == [], module


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_catalogue_keeps_what_is_filled_in_and_is_compiled(name: str) -> None:
    made = catalogue(name)
    with path_of(name, "mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    translated = 0
    for message in made:
        if not message.id or not any(message.string):
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        for string in strings:
            assert set(_places(string)) <= set(_places(ids[-1])), ids
            assert string[:1].isspace() == ids[0][:1].isspace(), ids
            assert "%" not in _places_taken_out(string), ids
        if len(ids) == 1:
            assert compiled.gettext(ids[0]) == strings[0], "run ./run translations"
        else:
            assert {compiled.ngettext(*ids, count) for count in range(120)} == set(strings)
        translated += 1
    assert translated > 400


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_text_is_translated(name: str) -> None:
    assert missing(updated(name, texts())) == [], "run ./run translations, and fill in the catalogue"


def _places_taken_out(text: str) -> str:
    return re.sub(r"%\(\w+\)s", "", text)


@pytest.mark.parametrize(
    ("name", "day"), [("en", "Monday 2 March"), ("de", "Montag, 2. März"), ("ar", "الاثنين، 2 مارس")]
)
def test_a_day_is_said_with_its_weekday(name: str, day: str) -> None:
    words = words_in(name)
    assert words.weekday(words.today) == day
