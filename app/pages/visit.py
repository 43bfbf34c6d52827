"""One request for a page: who asks, for what, and the operations and words to answer with."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.actions.access.sign_ins import Person
from app.pages.calls import Calls
from app.pages.words import Words


class Shop(NamedTuple):
    """The programme as every page shows it."""

    name: str
    version: int
    test: bool
    document: Mapping[str, Any]


class Page(NamedTuple):
    """What to show: a template with its values."""

    template: str
    title: str
    values: Mapping[str, Any]
    status: int = 200


class Text(NamedTuple):
    """A file to save, such as CSV."""

    content: str
    media_type: str
    name: str


class Moved(NamedTuple):
    """Go to another page of ours, after a form was sent."""

    path: str


Shown = Page | Text | Moved


@dataclass(slots=True)
class Visit:
    """A request. `names` come from the path, `query` and `form` are decoded; `once` names a form's request."""

    person: Person
    calls: Calls
    words: Words
    shop: Shop
    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    once: str
    form: Mapping[str, str] = field(default_factory=dict)

    def text(self, message: str, **values: object) -> str:
        """A text in the person's language."""
        return self.words.text(message, **values)

    def may(self, scope: str) -> bool:
        """Whether the person may do what needs this scope."""
        return self.calls.may(scope)


View = Callable[[Visit], Coroutine[Any, Any, Shown]]
