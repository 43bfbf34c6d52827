"""The naive service as one application: its purchases, quotes and status."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.main import opened
from app.settings import Settings
from bench.rivals import naive, naive_quotes

GARBAGE_AFTER_OBJECTS = 50_000


def create() -> FastAPI:
    """The application, for uvicorn."""
    url, slug = os.environ["NAIVE_DATABASE_URL"], os.environ["NAIVE_PROGRAM"]
    on_sqlite = url.startswith("sqlite")
    connect = naive.connect_to_sqlite if on_sqlite else naive.connect_to_postgresql

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        async with opened(Settings(database_url=url)) as goldlist:
            application.state.program = await goldlist.programs.by_slug(slug)
            application.state.keys = naive.Keys(goldlist)
            connect(application, url)
            gc.collect()
            gc.freeze()
            gc.set_threshold(GARBAGE_AFTER_OBJECTS, 20, 10)
            yield

    application = FastAPI(lifespan=lifespan)
    application.post("/v1/purchases", status_code=201)(
        naive.record_purchase_on_sqlite if on_sqlite else naive.record_purchase_on_postgresql
    )
    application.get("/v1/members/{reference}/status")(
        naive.get_status_on_sqlite if on_sqlite else naive.get_status_on_postgresql
    )
    naive_quotes.add_to(application, on_sqlite=on_sqlite)
    return application
