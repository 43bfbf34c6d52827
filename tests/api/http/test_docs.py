"""The pages on which people try the API: all of it comes from here, and nothing else may run in it."""

import re

import httpx2
import pytest

from tests.api.requests import assert_problem

pytestmark = pytest.mark.anyio

KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".png": "image/png"}


async def test_the_page_and_all_that_it_is_made_of_come_from_here(anybody: httpx2.AsyncClient) -> None:
    page = await anybody.get("/docs", headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    parts = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert len(parts) == 4
    for part in parts:
        answer = await anybody.get(part)
        assert (answer.status_code, answer.headers["content-type"]) == (200, KINDS[part[part.rindex(".") :]])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.content) > 100


async def test_nothing_else_runs_in_a_page_that_sees_keys(anybody: httpx2.AsyncClient) -> None:
    page = await anybody.get("/docs")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not re.search(r"<script>|https?:", page.text)
    start = (await anybody.get("/docs/start.js")).text
    assert 'url: "/openapi.json"' in start
    assert "validatorUrl: null" in start


@pytest.mark.parametrize("path", ["/openapi.json", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"])
async def test_large_files_are_compressed_for_who_takes_that(anybody: httpx2.AsyncClient, path: str) -> None:
    packed = await anybody.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    for refused in ("identity", "", "gzip;q=0", "br, gzip; q=0.0", "gzipped"):
        plain = await anybody.get(path, headers={"Accept-Encoding": refused})
        assert "content-encoding" not in plain.headers, refused
        assert plain.content == packed.content
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
    again = await anybody.get(path, headers={"If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/docs/__init__.py", "/docs/nothing.js", "/docs/..%2f__init__.py", "/docs/"])
async def test_no_other_file_is_given(anybody: httpx2.AsyncClient, path: str) -> None:
    assert_problem(await anybody.get(path), 404, "not-found")
