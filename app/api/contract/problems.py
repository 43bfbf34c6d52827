"""Problems for callers, as in RFC 9457; `problem_kinds.py` lists their kinds.

A problem never repeats the request's content, only the place of the fault.
"""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from app.api.contract.problem_kinds import KINDS
from app.engine.model.book import Refusal
from app.engine.program.checks.fault import Fault
from app.engine.program.validation import in_words, place_of

Answered = TypeVar("Answered")

MEDIA_TYPE: Final = "application/problem+json"
MOST_FAULTS: Final = 50
_MARK: Final = "the request's id"


class FaultAnswer(BaseModel):
    """One fault: its place (JSON pointer), a code, and the expected value."""

    pointer: Annotated[
        str,
        Field(description="The place: a JSON pointer into the body, or the name of a parameter; empty for the whole."),
    ]
    code: Annotated[str, Field(description="The kind of fault, for programs.")]
    detail: Annotated[str, Field(description="The expected value, for people. It never repeats the request's content.")]


class ProblemAnswer(BaseModel):
    """An error (RFC 9457). Decide by `retry`: `no`, `same` (send the same request again now) or `later`."""

    type: Annotated[
        str, Field(description=("The kind of problem, for programs; the address of a page that explains it."))
    ]
    title: Annotated[str, Field(description="The kind of problem in a few words.")]
    status: Annotated[int, Field(description="The HTTP status.")]
    detail: Annotated[
        str, Field(description=("Details of this case, for people. They never repeat the request's content."))
    ]
    request_id: Annotated[str, Field(description="The `Request-Id` of the answer; quote it in support requests.")]
    retry: Annotated[
        Literal["no", "same", "later"],
        Field(
            description=(
                "Whether to retry: `no`, this request cannot succeed; `same`, send the same request again "
                "now; `later`, send it again after `Retry-After`."
            )
        ),
    ]
    errors: Annotated[
        list[FaultAnswer],
        Field(description="The faults, each with its place; empty if there is no place to name."),
    ]


class Problem(Exception):
    """A problem for the caller. `name` is one of `KINDS`."""

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
        """The headers of the answer."""
        return tuple((name.lower().encode(), value.encode()) for name, value in self.headers.items())

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.name].status

    def document(self, request_id: str) -> dict[str, Any]:
        """The problem as an RFC 9457 document."""
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
    """A problem with a constant body, prepared once: under load it is sent often."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._headers = super().sent_headers
        self._body = super().body(_MARK).split(_MARK.encode())

    @property
    def sent_headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """The headers of the answer."""
        return self._headers

    def body(self, request_id: str) -> bytes:
        """The document as JSON text."""
        return request_id.encode().join(self._body)


def refused(refusal: Refusal) -> Problem:
    """The problem for a refusal of the engine."""
    fault = Fault(refusal.pointer, refusal.code or refusal.problem, refusal.detail)
    faults = [fault] if refusal.pointer or refusal.code else []
    faults += [Fault(f"/{name}", "differs", "differs from the first request") for name in refusal.differing]
    headers = {"Retry-After": str(refusal.retry_seconds)} if refusal.retry_seconds else {}
    return Problem(refusal.problem, refusal.detail, faults, headers)


def accepted(answer: Answered | Refusal) -> Answered:
    """An answer that is not a refusal. Raises Problem."""
    if isinstance(answer, Refusal):
        raise refused(answer)
    return answer


def existing(found: Answered | None, what: str) -> Answered:
    """What was found. Raises Problem if there is no such object."""
    if found is None:
        raise absent(what)
    return found


def absent(what: str) -> Problem:
    """The problem for an object that does not exist, or belongs to another programme; callers cannot tell which."""
    return Problem("not-found", f"there is no such {what}")


def invalid(pointer: str, code: str, detail: str) -> Problem:
    """One fault in a valid JSON request."""
    return Problem("validation", detail, [Fault(pointer, code, detail)])


def invalid_fields(error: ValidationError, unknown: str = "unknown-field") -> Problem:
    """The faults found by pydantic, without the rejected values. `unknown` is the code for an unknown name."""
    return invalid_places(error.errors(include_url=False, include_input=False), unknown)


def invalid_places(found: Sequence[Any], unknown: str = "unknown-field") -> Problem:
    """The same for single pydantic errors."""
    faults = [_fault(one, unknown) for one in found[:MOST_FAULTS]]
    return Problem("validation", faults[0].detail if len(faults) == 1 else "", faults)


def page(name: str) -> str | None:
    """A page that explains a kind of problem; None for an unknown name."""
    kind = KINDS.get(name)
    if kind is None:
        return None
    told = f"<p>{html.escape(kind.explanation)}</p>\n<p>{html.escape(_RETRY[kind.retry])}</p>\n"
    told += f"<p><small>HTTP status {kind.status}, problem <code>{name}</code></small></p>"
    return html_page(kind.title, told)


def html_page(title: str, body: str) -> str:
    """An HTML page; `body` is HTML."""
    return _PAGE.format(title=html.escape(title), body=body)


_RETRY: Final = {
    "no": "Do not repeat the request: the answer would be the same.",
    "same": "Send the same request again now.",
    "later": "Send the same request again after the time in the Retry-After header.",
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
        code, detail = unknown, "unknown parameter"
    return Fault(pointer(place_of(error)), code, detail)


def pointer(place: Iterable[str | int]) -> str:
    """The JSON pointer of a place. It ends before any name chosen by the caller that is not plain."""
    steps = []
    for step in place:
        text = str(step)
        if not (text.isascii() and text.replace("_", "").replace("-", "").isalnum() and len(text) <= 40):
            break
        steps.append("/" + text)
    return "".join(steps)
