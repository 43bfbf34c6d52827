"""Writes a new migration from what the tables in app/store/tables have that the newest migration does not make.

    ./run migration "what it does"

The draft is Alembic's own autogenerate against a fresh SQLite file: read it, and mend what it cannot know.
"""

import asyncio
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

from app.store.connection import schema


def main(what: str) -> None:
    """Write `migrations/versions/<day>_<what>.py`."""
    revision = f"{datetime.now(UTC):%Y_%m_%d}_{re.sub(r'[^a-z0-9]+', '_', what.lower()).strip('_')}"
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/newest.db"
        asyncio.run(schema.migrate(f"sqlite:///{path}"))
        with schema.sqlite_engine(path).begin() as connection:
            config = schema.alembic_config(connection)
            config.set_main_option("file_template", "%%(rev)s")
            command.revision(config, what, autogenerate=True, rev_id=revision)
    print(Path("migrations/versions") / f"{revision}.py")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: ./run migration "what it does"')
    main(sys.argv[1])
