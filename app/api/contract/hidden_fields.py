"""Fields with a scope of their own: they are null in answers to a key without it.

The answer's model marks them (`x-scope` of the field), and so does the OpenAPI document. They are hidden just before
sending, for every operation, so that none can forget them.
"""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic_core import from_json, to_json

from app.actions.access.keys import may

SCOPE: Final = "x-scope"

Models = tuple[type[BaseModel], ...]


def visible(model: type[BaseModel] | None, text: bytes, scopes: frozenset[str]) -> bytes:
    """The JSON text of an answer for a key with these scopes."""
    if model is None or _sees_all(model, scopes):
        return text
    document = from_json(text)
    _hide((model,), document, scopes)
    return to_json(document)


@lru_cache(maxsize=1024)
def _sees_all(model: type[BaseModel], scopes: frozenset[str]) -> bool:
    return all(may(scopes, scope) for scope in scopes_of_fields(model))


@cache
def scopes_of_fields(model: type[BaseModel]) -> frozenset[str]:
    """The additional scopes of fields in a model, including nested models."""
    scopes: set[str] = set()
    found, waiting = {model}, [model]
    while waiting:
        for place in _fields(waiting.pop()).values():
            if isinstance(place, str):
                scopes.add(place)
            else:
                waiting += set(place) - found
                found.update(place)
    return frozenset(scopes)


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, str | Models]:
    """By field name: its scope, or its nested models."""
    found: dict[str, str | Models] = {}
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        scope = extra.get(SCOPE) if isinstance(extra, dict) else None
        found[field.serialization_alias or name] = str(scope) if scope else tuple(_models(field.annotation))
    return found


def _models(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _hide(models: Models, value: Any, scopes: frozenset[str]) -> None:
    if isinstance(value, list):
        for one in value:
            _hide(models, one, scopes)
    elif isinstance(value, dict):
        for name, place in [field for model in models for field in _fields(model).items() if field[0] in value]:
            if not isinstance(place, str):
                _hide(place, value[name], scopes)
            elif not may(scopes, place):
                value[name] = None
