"""Settings, from the environment: `GOLDLIST_DATABASE_URL` and its like."""

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "GOLDLIST_"
SHORTEST_PEPPER_BYTES: Final = 16
# So close to the name of a setting that it can only be a typing mistake.
_MISTYPED: Final = 0.9


class WrongSettings(Exception):
    """Settings that Goldlist cannot work with; the message has a line for each, with the name of its variable."""


class Settings(BaseSettings):
    """What can be set. Read once where the program is composed, and handed down as arguments.

    An empty variable is not set. `database_pooler` is `transaction` when PgBouncer or its like stands before PostgreSQL
    and hands out connections by the transaction. `pepper_file` holds bytes that make a stolen table of key hashes
    useless; losing it makes every key useless.
    `database_wait_seconds`: how long a caller waits for PostgreSQL to connect, lock, answer, and finish a transaction.
    `access_log` is a line for each request. `requests_per_second` is what a key may send that has no limit of its own;
    None is without end. `metrics`: whether `/metrics` shows figures, to everybody who can reach it. `worker`: whether
    those who serve do background work as well.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    database_url: str = "sqlite:///goldlist.db"
    database_pooler: Literal["none", "transaction"] = "none"
    database_wait_seconds: Annotated[int, Field(ge=1, le=600)] = 2
    pepper_file: Path | None = None
    log_format: Literal["text", "json"] = "text"
    access_log: bool = True
    metrics: bool = False
    worker: bool = True
    requests_per_second: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    def pepper(self) -> bytes:
        """The pepper of the API keys, empty when no file is named. Raises OSError."""
        return self.pepper_file.read_bytes() if self.pepper_file else b""


def read_settings(**given: Any) -> Settings:
    """The settings; `given` goes before the environment. Raises WrongSettings, with everything that is wrong."""
    faults = _mistyped()
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += [_fault(_variable(one["loc"][0]), one) for one in error.errors()]
    else:
        faults += _pepper_faults(settings)
        if not faults:
            return settings
    raise WrongSettings("\n".join(faults))


def _variable(field: Any) -> str:
    return f"{PREFIX}{str(field).removeprefix(PREFIX.lower()).upper()}"


def _fault(variable: str, error: Any) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            words = f"must be {context['expected']}".replace("'", "")
        case "bool_parsing":
            words = "must be true or false"
        case "int_parsing":
            words = "must be a whole number"
        case "greater_than_equal":
            words = f"must be at least {context['ge']}"
        case "less_than_equal":
            words = f"must be at most {context['le']}"
        case _:
            words = f"is wrong ({error['msg']})"
    return f"{variable} {words}, and is {str(error['input'])!r}"


def _mistyped() -> list[str]:
    names = [_variable(field) for field in Settings.model_fields]
    faults = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in names:
            meant = difflib.get_close_matches(name, names, 1, _MISTYPED)
            faults += [f"{name} is no setting; {one} is" for one in meant]
    return faults


def _pepper_faults(settings: Settings) -> list[str]:
    name = _variable("pepper_file")
    try:
        pepper = settings.pepper()
    except OSError as error:
        return [f"{name} names {settings.pepper_file}, which cannot be read: {(error.strerror or str(error)).lower()}"]
    if settings.pepper_file and len(pepper.strip()) < SHORTEST_PEPPER_BYTES:
        few = f"which has fewer than {SHORTEST_PEPPER_BYTES} bytes; make 32 with `head -c 32 /dev/urandom`"
        return [f"{name} names {settings.pepper_file}, {few}"]
    return []
