"""Writes the generated modules of the TypeScript client: models, problems and operations."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from clients.generator.document import Operation, Parameter, event_types, operations, problems
from clients.generator.texts import WIDTH, WRITTEN, class_name, described
from clients.generator.types import Definition, Field, Type, definitions

_PLAIN: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_BINARY: Final = "ReadableStream<Uint8Array>"


def modules(document: dict[str, Any]) -> dict[str, str]:
    """The texts of the generated modules, by file name."""
    version = document["info"]["version"]
    return {
        "version.ts": f'// The version: that of the service. {WRITTEN}\n\nexport const VERSION = "{version}";\n',
        "models.ts": "\n".join(_models(document)),
        "problems.ts": "".join(_problems(document)),
        "operations.ts": "\n".join(_operations(operations(document))),
    }


def _expression(kind: Type) -> str:
    match kind.kind:
        case "reference":
            return kind.name
        case "literal":
            return " | ".join(map(json.dumps, kind.values))
        case "list":
            inner = _expression(kind.parts[0])
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case "map":
            return f"Record<string, {_expression(kind.parts[0])}>"
        case "union":
            return " | ".join(map(_expression, kind.parts))
    return _PLAIN.get(kind.kind, "unknown")


def _comment(text: str, indent: str = "") -> str:
    lines = described(text, WIDTH - len(indent) - 3).replace("*/", "* /").split("\n")
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"


def _models(document: dict[str, Any]) -> Iterator[str]:
    yield f"// The bodies and answers of all operations, as JSON objects. {WRITTEN}\n"
    found = definitions(document["components"]["schemas"])
    for one in found:
        comment = _comment(one.description) if one.description else ""
        if one.alias is None:
            yield f"{comment}export interface {one.name} {{\n{''.join(map(_field, one.fields))}}}\n"
        else:
            yield f"{comment}export type {one.name} = {_expression(one.alias)};\n"
    envelope = next(one for one in found if one.name == "EventAnswer")
    yield from _events(document, envelope)


def _field(field: Field) -> str:
    comment = _comment(field.description, "  ") if field.description else ""
    name = field.name if field.name.isidentifier() else json.dumps(field.name)
    return f"{comment}  {name}{'' if field.required else '?'}: {_expression(field.type)};\n"


def _events(document: dict[str, Any], envelope: Definition) -> Iterator[str]:
    shared = "".join(_field(one) for one in envelope.fields if one.name not in ("type", "data"))
    yield f"/** The fields of all events. */\nexport interface EventFields {{\n{shared}}}\n"
    names = []
    for name, summary, data in event_types(document):
        names.append(f"{class_name(name)}Event")
        fields = f'  type: "{name}";\n  data: {data};\n'
        yield f"{_comment(summary)}export interface {names[-1]} extends EventFields {{\n{fields}}}\n"
    comment = "/** An event; its `type` decides about its `data`. Pass over types that you do not know. */"
    union = "".join(f"\n  | {name}" for name in names)
    yield f"{comment}\nexport type Event ={union};\n"


def _problems(document: dict[str, Any]) -> Iterator[str]:
    yield f"// The kinds of problems. {WRITTEN}\n\n"
    yield "/** All kinds of problems, with their titles. */\nexport const PROBLEM_TYPES = {\n"
    for name, example in problems(document):
        yield f"  {json.dumps(name)}: {json.dumps(example['title'], ensure_ascii=False)},\n"
    yield "} as const;\n\nexport type ProblemType = keyof typeof PROBLEM_TYPES;\n"


def _operations(found: list[Operation]) -> Iterator[str]:
    yield f"// All operations of the API. {WRITTEN}\n"
    yield 'import type { CallOptions, Operation } from "./calls.js";\nimport { Calls } from "./calls.js";'
    yield 'import type * as models from "./models.js";\n'
    for one in found:
        named = ", takesName: true" if one.takes_name else ""
        path, repeatable = json.dumps(one.path), str(one.repeatable).lower()
        fields = f'method: "{one.method}", path: {path}, repeatable: {repeatable}{named}'
        yield f"const {one.id.upper()}: Operation = {{ {fields} }};"
    yield "\n/** All operations. */\nexport abstract class Operations extends Calls {"
    yield "\n".join(text for one in found for text in _methods(one))
    yield "}\n"


def camel_case(name: str) -> str:
    """`get_status` as `getStatus`."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _qualified(kind: Type) -> str:
    """The expression of a type, with its models under their module."""
    parts = tuple(Type("any", part.name) if part.kind == "any" else part for part in kind.parts)
    match kind.kind:
        case "reference":
            return f"models.{kind.name}"
        case "list" | "map" | "union":
            inner = [_qualified(one) for one in parts]
            if kind.kind == "union":
                return " | ".join(inner)
            return f"Record<string, {inner[0]}>" if kind.kind == "map" else f"({inner[0]})[]"
    return _expression(kind)


def _result(one: Operation) -> str:
    if one.file is not None:
        return _BINARY
    result = _qualified(one.answer) if one.answer else "void"
    return f"{result} | undefined" if one.may_be_empty else result


def _methods(one: Operation) -> Iterator[str]:
    constant = one.id.upper()
    signature, call = _signature(one, one.in_query), _call(one, one.in_query)
    sent = f"this.{'file' if one.file is not None else 'send'}({constant}, {call})"
    head = f"  {camel_case(one.id)}({signature}): Promise<{_result(one)}>"
    yield f"{_comment(one.about, '  ')}{head} {{\n    return {sent};\n  }}\n"
    if one.item is not None:
        name = camel_case("iterate_" + one.id.removeprefix("list_").removeprefix("get_"))
        query = [part for part in one.in_query if part.name != "cursor"]
        head = f"  {name}({_signature(one, query)}): AsyncGenerator<{_qualified(one.item)}, void, undefined>"
        comment = _comment(f"Each of {camel_case(one.id)}, page by page.", "  ")
        yield f"{comment}{head} {{\n    return this.items({constant}, {_call(one, query)});\n  }}\n"


def _argument(name: str) -> str:
    plain = name.lower().replace("-", "_")
    return f"{plain}_" if plain in ("return", "delete", "new") else plain


def _signature(one: Operation, query: Iterable[Parameter]) -> str:
    arguments = [f"{_argument(part.name)}: {_qualified(part.type)}" for part in one.in_path]
    if one.body:
        arguments.append(f"body{'' if one.body_required else '?'}: {_qualified(one.body)}")
    named = [*query, *one.in_header]
    needed = any(part.required for part in named)
    fields = "".join(_option(part) for part in named)
    options = f"CallOptions & {{\n{fields}  }}" if named else "CallOptions"
    return ", ".join([*arguments, f"options: {options}{'' if needed else ' = {}'}"])


def _option(part: Parameter) -> str:
    comment = textwrap.indent(_comment(part.description), "    ")
    name = part.name.lower().replace("-", "_")
    return f"{comment}    {name}{'' if part.required else '?'}: {_qualified(part.type)};\n"


def _call(one: Operation, query: Iterable[Parameter]) -> str:
    parts = []
    if one.in_path:
        path = [f"{part.name}: {_argument(part.name)}" for part in one.in_path]
        parts.append(f"path: {{ {', '.join(path)} }}")
    asked = [f'{name}: "{value}"' for name, value in one.file or ()]
    asked += [f"{part.name}: options.{part.name}" for part in query]
    if asked:
        parts.append(f"query: {{ {', '.join(asked)} }}")
    if one.in_header:
        headers = [f'"{part.name}": options.{part.name.lower().replace("-", "_")}' for part in one.in_header]
        parts.append(f"headers: {{ {', '.join(headers)} }}")
    parts += ["body"] if one.body else []
    return f"{{ {', '.join([*parts, 'signal: options.signal'])} }}"
