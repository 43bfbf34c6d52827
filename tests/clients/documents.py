"""Reads what documents show: requests with their answers, and commands with what they print.

A request is an `http` block, or a `curl` in an `sh` block; the block after it is the answer: `json`, or `http` where
status or headers matter. What a command of ours prints is in a block without a language.
"""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DONE = (200, 201, 202)


class Request(NamedTuple):
    """A request as a document shows it."""

    method: str
    target: str
    headers: dict[str, str]
    body: str


class Answer(NamedTuple):
    """What a document shows of an answer. `statuses` are those that it may have."""

    statuses: tuple[int, ...]
    headers: dict[str, str]
    body: str


def blocks(document: Path) -> list[tuple[str, str]]:
    """All blocks of a document: language and text."""
    return BLOCK.findall(document.read_text("utf-8"))


def commands(document: Path) -> Iterator[tuple[list[str], str]]:
    """The commands of a document whose output it shows, with that output."""
    for (language, block), (no_language, printed) in pairwise(blocks(document)):
        if language == "sh" and block.startswith("goldlist ") and not no_language:
            yield shlex.split(block)[1:], printed


def exchanges(document: Path) -> Iterator[tuple[Request, Answer | None]]:
    """The requests of a document in their order, with their answers."""
    for block, after in pairwise([*blocks(document), ("", "")]):
        if request := read_request(*block):
            yield request, read_answer(*after)


def is_answer(language: str, block: str) -> bool:
    """Whether a block shows an answer. README shows its whole programme as well."""
    if language == "json":
        return '"time_zone"' not in block
    return language == "http" and block.startswith("HTTP/")


def read_request(language: str, block: str) -> Request | None:
    """The request that a block shows, if it shows one."""
    if language == "sh" and block.startswith("curl "):
        return read_curl(block)
    if language != "http" or block.startswith("HTTP/"):
        return None
    head, _, body = block.partition("\n\n")
    first, *headers = head.strip().split("\n")
    method, target = first.split(" ")
    return Request(method, target, read_headers(headers), body)


def read_curl(block: str) -> Request:
    """The request that curl would make; its headers are those of every request."""
    words = iter(shlex.split(block)[1:])
    target, body = "", ""
    for word in words:
        if word == "-d":
            body = next(words)
        elif word == "-H":
            next(words)
        else:
            target = "/" + word.split("/", 3)[3]
    return Request("POST" if body else "GET", target, {}, body)


def read_answer(language: str, block: str) -> Answer | None:
    """The answer that a block shows, if it shows one."""
    if not is_answer(language, block):
        return None
    if language == "json":
        return Answer(DONE, {}, block)
    head, _, body = block.partition("\n\n")
    first, *headers = head.strip().split("\n")
    return Answer((int(first.split(" ")[1]),), read_headers(headers), body)


def read_headers(lines: list[str]) -> dict[str, str]:
    """Headers, by name as it is written."""
    return dict(line.split(": ", 1) for line in lines)
