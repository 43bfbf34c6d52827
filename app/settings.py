"""Settings from environment variables such as `GOLDLIST_DATABASE_URL`."""

import difflib
import ipaddress
import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "GOLDLIST_"
SHORTEST_PEPPER_BYTES: Final = 16
SHORTEST_SECRETS_KEY_BYTES: Final = 32
LONGEST_WAIT_SECONDS: Final = 604_800
MOST_PROCESSES: Final = 64
# Names this similar to a setting's are typing mistakes.
_MISTYPED: Final = 0.9


class WrongSettings(Exception):
    """Invalid settings; the message has a line for each, with the name of its variable."""


class Settings(BaseSettings):
    """All settings. Read once where the program is composed, and passed down as arguments.

    * An empty variable counts as unset.
    * `database_pooler` is `transaction` if PgBouncer or a similar pooler in transaction mode stands before PostgreSQL.
    * `database_wait_seconds`: the time limit for PostgreSQL to connect, lock, answer, and finish a transaction.
    * `pepper_file` has secret bytes that make a stolen table of key hashes useless; losing it makes every key useless.
    * `access_log`: whether to log each request.
    * `requests_per_second` is the limit of keys without one of their own; None is no limit.
    * `metrics`: whether `/metrics` shows figures, to anyone who can reach it.
    * `pages`: whether to serve the pages for people. `public_url`: the address at which browsers reach them, if it is
      another than the one that they ask for.
    * `sign_in_header`: the header with a person's e-mail address, from the proxies at `sign_in_networks` that sign
      people in.
    * `worker`: whether serving processes also do background work.
    * `processes`: those of `goldlist serve` on PostgreSQL; by default as many as help.
    * `secrets_key_file` has secret bytes under which the secrets of others lie sealed; without it there are none.
    * `events_days`: the days for which events are kept.
    * `webhook_waits`: the seconds between attempts of webhooks, with commas.
    * `outgoing_allow`: hosts and ports (`host:port,…`) that may be called although not public, also by http.
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
    processes: Annotated[int, Field(ge=1, le=MOST_PROCESSES)] | None = None
    pages: bool = True
    public_url: Annotated[str, Field(pattern=r"^https?://[^/\s]+/?$")] | None = None
    sign_in_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")] | None = None
    sign_in_networks: str = ""
    requests_per_second: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    secrets_key_file: Path | None = None
    outgoing_allow: str = ""
    webhook_waits: str = ""
    events_days: Annotated[int, Field(ge=1, le=3650)] = 30

    def networks(self) -> tuple[str, ...]:
        """The networks of trusted proxies."""
        return tuple(one for one in self.sign_in_networks.replace(",", " ").split() if one)

    def pepper(self) -> bytes:
        """The pepper of the API keys, empty without a file. Raises OSError."""
        return self.pepper_file.read_bytes() if self.pepper_file else b""

    def secrets_key(self) -> bytes:
        """The key of sealed secrets, empty without a file. Raises OSError."""
        return self.secrets_key_file.read_bytes() if self.secrets_key_file else b""

    def waits(self) -> tuple[int, ...]:
        """The seconds between attempts of webhooks. Raises ValueError."""
        return tuple(int(one) for one in self.webhook_waits.replace(",", " ").split())

    def outgoing(self) -> frozenset[tuple[str, int]]:
        """The hosts and ports that may be called although not public. Raises ValueError."""
        return frozenset(_place(one) for one in self.outgoing_allow.replace(",", " ").split())


def read_settings(**given: Any) -> Settings:
    """The settings; `given` overrides the environment. Raises WrongSettings, with all faults."""
    faults = _mistyped()
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += [_fault(_variable(one["loc"][0]), one) for one in error.errors()]
    else:
        faults += _file_faults("pepper_file", settings.pepper_file, SHORTEST_PEPPER_BYTES)
        faults += _file_faults("secrets_key_file", settings.secrets_key_file, SHORTEST_SECRETS_KEY_BYTES)
        faults += _network_faults(settings) + _place_faults(settings) + _waits_faults(settings)
        if not faults:
            return settings
    raise WrongSettings("\n".join(faults))


_FORMS: Final = {
    "public_url": "must be an address such as https://loyalty.shop.example",
    "sign_in_header": "must be the name of a header",
}


def _variable(field: Any) -> str:
    return f"{PREFIX}{str(field).removeprefix(PREFIX.lower()).upper()}"


def _fault(variable: str, error: Any) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            words = f"must be {context['expected']}".replace("'", "")
        case "string_pattern_mismatch":
            words = _FORMS[str(error["loc"][0])]
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
    return f"{variable} {words}, but is {str(error['input'])!r}"


def _mistyped() -> list[str]:
    names = [_variable(field) for field in Settings.model_fields]
    faults = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in names:
            meant = difflib.get_close_matches(name, names, 1, _MISTYPED)
            faults += [f"{name} is not a setting; did you mean {one}?" for one in meant]
    return faults


def _file_faults(field: str, file: Path | None, shortest: int) -> list[str]:
    name = _variable(field)
    if file is None:
        return []
    try:
        content = file.read_bytes()
    except OSError as error:
        return [f"{name} names {file}, which cannot be read: {(error.strerror or str(error)).lower()}"]
    if len(content.strip()) < shortest:
        few = f"which has fewer than {shortest} bytes; make 32 with `head -c 32 /dev/urandom`"
        return [f"{name} names {file}, {few}"]
    return []


def _place(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError(text)
    return host.strip("[]").lower(), int(port)


def _waits_faults(settings: Settings) -> list[str]:
    try:
        waits = settings.waits()
    except ValueError:
        waits = (-1,)
    if any(not 0 <= one <= LONGEST_WAIT_SECONDS for one in waits):
        words = f"must be seconds such as 5,300,1800, but is {settings.webhook_waits!r}"
        return [f"{_variable('webhook_waits')} {words}"]
    return []


def _place_faults(settings: Settings) -> list[str]:
    try:
        settings.outgoing()
    except ValueError as error:
        return [f"{_variable('outgoing_allow')} must be hosts with ports such as localhost:8080, but has '{error}'"]
    return []


def _network_faults(settings: Settings) -> list[str]:
    name, faults = _variable("sign_in_networks"), []
    for network in settings.networks():
        try:
            ipaddress.ip_network(network)
        except ValueError:
            faults.append(f"{name} must be networks such as 10.0.0.0/8, but has {network!r}")
    if settings.sign_in_header and not settings.networks():
        faults.append(f"{name} must name the proxies whose {settings.sign_in_header} is trusted")
    return faults
