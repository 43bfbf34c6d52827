"""A SQLite file is served by one process."""

from pathlib import Path

import pytest

from app.store.connection.errors import AlreadyServed
from app.store.connection.serve_lock import serve_alone


def test_a_second_one_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/goldlist.db"
    with serve_alone(url), pytest.raises(AlreadyServed, match="another `goldlist serve`"), serve_alone(url):
        pass
    with serve_alone(url):
        pass


def test_postgresql_may_be_served_by_many() -> None:
    with serve_alone("postgresql://host/name"), serve_alone("postgresql://host/name"):
        pass
