"""A page as a test reads it: its elements, and what is wrong with its HTML."""

from collections import Counter
from html.parser import HTMLParser
from typing import NamedTuple

VOID = {
    "area",
    "br",
    "circle",
    "col",
    "hr",
    "img",
    "input",
    "line",
    "link",
    "meta",
    "path",
    "polygon",
    "polyline",
    "rect",
}


class Element(NamedTuple):
    """An element by its start tag."""

    tag: str
    attributes: dict[str, str]


class HtmlPage(HTMLParser):
    """A parsed page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"not closed: {self._open}")
        self._look()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> in {self._open[-3:]}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words, with single blanks."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements with this tag."""
        return [one.attributes for one in self.elements if one.tag == tag]

    @property
    def links(self) -> set[str]:
        """Where links lead, within the service."""
        return {one["href"] for one in self.all("a") if one.get("href", "").startswith("/")}

    @property
    def forms(self) -> set[str]:
        """Where forms are sent."""
        return {one["action"] for one in self.all("form") if one.get("action", "").startswith("/")}

    def _look(self) -> None:
        names = [one.attributes["id"] for one in self.elements if "id" in one.attributes]
        self.faults += [f"id {name} twice" for name, count in Counter(names).items() if count > 1]
        if (count := len(self.all("h1"))) != 1:
            self.faults.append(f"{count} h1")
        labelled = {one.get("for") for one in self.all("label")}
        for field in [*self.all("input"), *self.all("select"), *self.all("textarea")]:
            if field.get("type") in ("hidden", "radio", "checkbox"):
                continue
            if field.get("id") not in labelled and "aria-label" not in field:
                self.faults.append(f"no label for {field}")
        for one in self.elements:
            self.faults += [
                f"{name} in {one.tag}" for name in one.attributes if name == "style" or name.startswith("on")
            ]
        if not self.all("html")[0].get("lang"):
            self.faults.append("no language")
