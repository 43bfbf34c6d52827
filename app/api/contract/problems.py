"""A problem on its way to the caller, as RFC 9457 has it; which kinds there are stands in `problem_kinds.py`.

A problem never says what was sent, only where it stood.
"""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from app.api.contract.problem_kinds import KINDS
from app.engine.model.book import Refusal
from app.engine.program.faults import Fault
from app.engine.program.validation import in_words, place_of

MEDIA_TYPE: Final = "application/problem+json"
MOST_FAULTS: Final = 50
_MARK: Final = "the request's id"


class FaultAnswer(BaseModel):
    """One thing that is wrong: where (JSON pointer), a code, and what is expected there."""

    pointer: Annotated[
        str,
        Field(description="Where: a JSON pointer into the body, or the name of a parameter; empty for the whole."),
    ]
    code: Annotated[str, Field(description="What is wrong there, for programs.")]
    detail: Annotated[str, Field(description="What is expected there, for people. It never shows what was sent.")]


class ProblemAnswer(BaseModel):
    """What went wrong (RFC 9457). Go by `retry`: `no`, `same` (send the same again now) or `later`."""

    type: Annotated[str, Field(description="The kind of problem for programs; the address of a page that explains it.")]
    title: Annotated[str, Field(description="The kind of problem in a few words.")]
    status: Annotated[int, Field(description="The HTTP status.")]
    detail: Annotated[str, Field(description="What is wrong in this case, for people. It never shows what was sent.")]
    request_id: Annotated[str, Field(description="The `Request-Id` of the answer, to name when you ask us about it.")]
    retry: Annotated[
        Literal["no", "same", "later"],
        Field(
            description=(
                "What to do: `no`, never send it like this again; `same`, send the same again now; `later`, send "
                "the same again when `Retry-After` says."
            )
        ),
    ]
    errors: Annotated[
        list[FaultAnswer],
        Field(description="Each thing that is wrong, with its place; empty where there is no place to tell."),
    ]


class Problem(Exception):
    """A problem on its way to the caller. `name` is one of `KINDS`."""

    def __init__(
        self,
        name: str,
        detail: str = "",
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name)
        self.name = name
        self.detail = detail or KINDS[name].explanation
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        if name == "unauthenticated":
            self.headers["WWW-Authenticate"] = 'Bearer realm="goldlist"'
        if KINDS[name].retry == "later":
            self.headers.setdefault("Retry-After", "1")

    @property
    def sent_headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """The headers as they go out."""
        return tuple((name.lower().encode(), value.encode()) for name, value in self.headers.items())

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.name].status

    def document(self, request_id: str) -> dict[str, Any]:
        """The problem as RFC 9457 has it."""
        kind = KINDS[self.name]
        return {
            "type": f"/problems/{self.name}",
            "title": kind.title,
            "status": kind.status,
            "detail": self.detail,
            "request_id": request_id,
            "retry": "later" if "Retry-After" in self.headers else kind.retry,
            "errors": [fault._asdict() for fault in self.faults[:MOST_FAULTS]],
        }

    def body(self, request_id: str) -> bytes:
        """The document as JSON text."""
        return json.dumps(self.document(request_id), ensure_ascii=False, separators=(",", ":")).encode()


class FixedProblem(Problem):
    """A problem that says the same every time, made ready once: in a rush many are told so, at the cost of others."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._headers = super().sent_headers
        self._body = super().body(_MARK).split(_MARK.encode())

    @property
    def sent_headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """The headers as they go out."""
        return self._headers

    def body(self, request_id: str) -> bytes:
        """The document as JSON text."""
        return request_id.encode().join(self._body)


def refused(refusal: Refusal) -> Problem:
    """The problem that a refusal of the engine is to its caller."""
    fault = Fault(refusal.pointer, refusal.code or refusal.problem, refusal.detail)
    faults = [fault] if refusal.pointer or refusal.code else []
    faults += [Fault(f"/{name}", "differs", "is not what was sent first") for name in refusal.differing]
    headers = {"Retry-After": str(refusal.retry_seconds)} if refusal.retry_seconds else {}
    return Problem(refusal.problem, refusal.detail, faults, headers)


def absent(what: str) -> Problem:
    """The problem of asking for what is not there, or another programme's: nobody can tell which."""
    return Problem("not-found", f"there is no such {what}")


def invalid(pointer: str, code: str, detail: str) -> Problem:
    """One fault in a request that was understood."""
    return Problem("validation", detail, [Fault(pointer, code, detail)])


def invalid_fields(error: ValidationError, unknown: str = "unknown-field") -> Problem:
    """What pydantic found wrong, without what was sent. `unknown` is the code of a name that does not belong."""
    return invalid_places(error.errors(include_url=False, include_input=False), unknown)


def invalid_places(found: Sequence[Any], unknown: str = "unknown-field") -> Problem:
    """The same, of pydantic's errors one by one."""
    faults = [_fault(one, unknown) for one in found[:MOST_FAULTS]]
    return Problem("validation", faults[0].detail if len(faults) == 1 else "", faults)


def page(name: str) -> str | None:
    """A page that explains a kind of problem to a person; None for a name that is not one."""
    kind = KINDS.get(name)
    if kind is None:
        return None
    told = f"<p>{html.escape(kind.explanation)}</p>\n<p>{html.escape(_RETRY[kind.retry])}</p>\n"
    told += f"<p><small>HTTP status {kind.status}, problem <code>{name}</code></small></p>"
    return html_page(kind.title, told)


def html_page(title: str, body: str) -> str:
    """A page for a person; `body` is HTML already."""
    return _PAGE.format(title=html.escape(title), body=body)


_RETRY: Final = {
    "no": "Do not send the same again: it would get the same answer.",
    "same": "Send the same again now.",
    "later": "Send the same again later, when the header Retry-After says.",
}
_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}</style>
<h1>{title}</h1>
{body}
</html>
"""


def _fault(error: ErrorDetails, unknown: str) -> Fault:
    code, detail = in_words(error)
    if error["type"] == "extra_forbidden" and unknown != code:
        code, detail = unknown, "there is no parameter of this name"
    return Fault(pointer(place_of(error)), code, detail)


def pointer(place: Iterable[str | int]) -> str:
    """The JSON pointer of a place. It ends where a name of the caller's own making begins that is not plain."""
    steps = []
    for step in place:
        text = str(step)
        if not (text.isascii() and text.replace("_", "").replace("-", "").isalnum() and len(text) <= 40):
            break
        steps.append("/" + text)
    return "".join(steps)
