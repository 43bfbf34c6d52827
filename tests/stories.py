"""How many random stories are played on each kind of database."""

import pytest


def stories(seeds: int) -> pytest.MarkDecorator:
    """Random stories, so many of them, on `database_url` by `seed`: all on SQLite and one on PostgreSQL.

    What they prove is the engine's; the others on PostgreSQL are long tests.
    """
    kinds = [pytest.param("sqlite", seed) for seed in range(seeds)]
    kinds += [pytest.param("postgresql", seed, marks=[pytest.mark.long] if seed else []) for seed in range(seeds)]
    return pytest.mark.parametrize(("database_url", "seed"), kinds, indirect=["database_url"])
