"""How a decision ends in a refusal, and the refusal of names that nothing has."""

from typing import Final, TypeVar

from app.engine.model.book import Refusal

Answered = TypeVar("Answered")


class Refused(Exception):
    """Ends a decision with a refusal; `decide` returns it as a value."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.problem)
        self.refusal = refusal


def accepted(answer: Answered | Refusal) -> Answered:
    """An answer that is not a refusal. Raises Refused."""
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


LATE_SECONDS: Final = 10


def nothing_named(what: str, reference: str, pointer: str = "") -> Refusal:
    """The refusal of a reference to an unknown purchase or return.

    One named by the caller may still be on its way from a till that was offline, so the caller may retry.
    """
    retry_seconds = LATE_SECONDS if reference.startswith("ext:") else 0
    return Refusal("not-found", f"there is no such {what}", pointer, retry_seconds=retry_seconds)
