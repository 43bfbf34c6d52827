"""Settings, from the environment: `GOLDLIST_DATABASE_URL` and its like."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set. Read once where the program is composed, and handed down as arguments.

    `database_pooler` is `transaction` when PgBouncer or its like stands before PostgreSQL and hands out connections by
    the transaction. `pepper_file` holds bytes that make a stolen table of key hashes useless; losing it makes every key
    useless.
    `access_log` is a line for each request. `requests_per_second` is what a key may send that has no limit of its own;
    None is without end. `worker`: whether those who serve do background work as well.
    """

    model_config = SettingsConfigDict(env_prefix="GOLDLIST_", extra="ignore")

    database_url: str = "sqlite:///goldlist.db"
    database_pooler: Literal["none", "transaction"] = "none"
    pepper_file: Path | None = None
    log_format: Literal["text", "json"] = "text"
    access_log: bool = True
    worker: bool = True
    requests_per_second: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    def pepper(self) -> bytes:
        """The pepper of the API keys, empty when no file is named. Raises OSError."""
        return self.pepper_file.read_bytes() if self.pepper_file else b""
