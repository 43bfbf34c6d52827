"""The schemas of the OpenAPI document as types and definitions, which each language writes in its own way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Schema = dict[str, Any]
PLAIN: Final = ("string", "integer", "number", "boolean", "null")


@dataclass(frozen=True)
class Type:
    """A type. `kind`: one of PLAIN, `any`, `reference`, `literal`, `list`, `map` or `union`."""

    kind: str
    name: str = ""
    values: tuple[str, ...] = ()
    parts: tuple["Type", ...] = ()


@dataclass(frozen=True)
class Field:
    """A field of an object."""

    name: str
    type: Type
    required: bool
    description: str


@dataclass(frozen=True)
class Definition:
    """A named type: an object with `fields`, or another name for `alias`."""

    name: str
    description: str
    fields: tuple[Field, ...] = ()
    alias: Type | None = None


ANY: Final = Type("any")
NULL: Final = Type("null")


def definitions(schemas: dict[str, Schema]) -> list[Definition]:
    """The definitions of all schemas, and of objects within them under names of their own."""
    found: list[Definition] = []
    for name, schema in schemas.items():
        found += _Reader(set(schemas)).definitions(name, schema)
    return found


def type_of(schema: Schema) -> Type:
    """The type of a schema without objects of its own, such as that of a parameter or a body."""
    return _Reader(set()).type_of(schema, "")


class _Reader:
    """Reads one schema. Objects within it become definitions, since not every language can write them in place."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._within: list[Definition] = []

    def definitions(self, name: str, schema: Schema) -> list[Definition]:
        """The definition of a schema, after those of the objects within it."""
        described = schema.get("description", "")
        if "properties" not in schema:
            own = Definition(name, described, alias=self.type_of(schema, name))
        else:
            own = Definition(name, described, tuple(self._fields(name, schema)))
        return [*self._within, own]

    def type_of(self, schema: Schema, place: str) -> Type:
        """The type of a schema; `place` names an object in it."""
        if "$ref" in schema:
            return Type("reference", schema["$ref"].rpartition("/")[2])
        if "const" in schema or "enum" in schema:
            return _literal(schema.get("enum") or [schema["const"]])
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return union([self.type_of(one, place) for one in schema[choice]])
        kinds = schema.get("type", "any")
        if isinstance(kinds, list):
            return union([self._of_kind(kind, schema, place) for kind in kinds])
        return self._of_kind(kinds, schema, place)

    def _of_kind(self, kind: str, schema: Schema, place: str) -> Type:
        if kind == "array":
            return Type("list", parts=(self.type_of(schema.get("items", {}), place),))
        if kind == "object":
            return self._object(schema, place)
        return Type(kind) if kind in PLAIN else ANY

    def _object(self, schema: Schema, place: str) -> Type:
        if schema.get("properties"):
            self._taken.add(place)
            self._within.append(Definition(place, schema.get("description", ""), tuple(self._fields(place, schema))))
            return Type("reference", place)
        values = schema.get("additionalProperties")
        others = list(schema.get("patternProperties", {}).values())
        value = self.type_of(values, place) if isinstance(values, dict) else ANY
        if others:
            value = union([self.type_of(one, place) for one in others])
        return Type("map", parts=(value,))

    def _fields(self, name: str, schema: Schema) -> Iterator[Field]:
        required = schema.get("required", [])
        for field, told in schema["properties"].items():
            kind = self.type_of(told, name + "".join(word.capitalize() for word in field.split("_")))
            yield Field(field, kind, field in required, told.get("description", ""))


def _literal(values: list[Any]) -> Type:
    """The type of these values: texts, and perhaps null."""
    texts = tuple(value for value in values if isinstance(value, str))
    others = [Type("integer") for value in values if isinstance(value, int) and not isinstance(value, bool)]
    others += [Type("boolean") for value in values if isinstance(value, bool)]
    others += [NULL for value in values if value is None]
    return union([*([Type("literal", values=texts)] if texts else []), *others])


def union(parts: list[Type]) -> Type:
    """One of several types, each once; null comes last."""
    flat = [one for part in parts for one in (part.parts if part.kind == "union" else (part,))]
    once = list(dict.fromkeys(flat))
    if ANY in once:
        return ANY
    once.sort(key=lambda one: one == NULL)
    return once[0] if len(once) == 1 else Type("union", parts=tuple(once))
