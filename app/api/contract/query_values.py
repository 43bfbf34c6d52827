"""Query values that may contain a `+`: if the caller did not escape it, it arrives as a blank."""

import re
from typing import Annotated

from pydantic import BeforeValidator

from app.engine.program.fields import Email, Instant, Moment, Phone

# Offsets, phone numbers and e-mail addresses contain no blank there, so it must have been a `+`.
_blank_of_offset = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")


def _with_offset(value: object) -> object:
    return _blank_of_offset.sub("+", value) if isinstance(value, str) else value


def _with_plus(value: object) -> object:
    return "+" + value[1:] if isinstance(value, str) and value.startswith(" ") else value


def _with_pluses(value: object) -> object:
    return value.replace(" ", "+") if isinstance(value, str) else value


QueryInstant = Annotated[Instant, BeforeValidator(_with_offset)]
QueryMoment = Annotated[Moment, BeforeValidator(_with_offset)]
QueryPhone = Annotated[Phone, BeforeValidator(_with_plus)]
QueryEmail = Annotated[Email, BeforeValidator(_with_pluses)]
