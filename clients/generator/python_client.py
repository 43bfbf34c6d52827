"""Writes the generated modules of the Python client: models, problems and operations."""

import json
import keyword
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from clients.generator.document import Operation, Parameter, event_types, operations, problems
from clients.generator.texts import WIDTH, WRITTEN, class_name, described, filled
from clients.generator.types import ANY, Definition, Field, Type, definitions

_PLAIN: Final = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "any": "Any",
}


def modules(document: dict[str, Any]) -> dict[str, str]:
    """The texts of the generated modules, by file name."""
    version = document["info"]["version"]
    return {
        "version.py": _formatted(f'"""The version: that of the service. {WRITTEN}"""\n\nVERSION = "{version}"\n'),
        "models.py": _formatted("".join(_models(document))),
        "problems.py": _formatted("".join(_problems(document))),
        "operations.py": _formatted("".join(_operations(operations(document)))),
    }


def _formatted(text: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", "clients/python/x.py", "-"]
    done = subprocess.run(ruff, input=text, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _expression(kind: Type, prefix: str = "") -> str:
    """A type in an annotation; `prefix` is put before names of models."""
    match kind.kind:
        case "reference":
            return prefix + kind.name
        case "literal":
            return f"Literal[{', '.join(map(json.dumps, kind.values))}]"
        case "list":
            return f"list[{_expression(kind.parts[0], prefix)}]"
        case "map":
            return f"dict[str, {_expression(kind.parts[0], prefix)}]"
        case "union":
            return " | ".join(_expression(one, prefix) for one in kind.parts)
    return _PLAIN[kind.kind]


def _docstring(text: str, indent: str = "    ") -> str:
    whole = described(text, WIDTH - len(indent)).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if whole.endswith('"'):
        whole += " "
    lines = whole if "\n" not in whole else f"{whole}\n"
    return textwrap.indent(f'"""{lines}"""', indent) + "\n"


def _models(document: dict[str, Any]) -> Iterator[str]:
    yield f'"""The bodies and answers of all operations, as JSON objects. {WRITTEN}"""\n\n'
    yield "from __future__ import annotations\n\n"
    yield "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict\n\n"
    found = definitions(document["components"]["schemas"])
    for one in found:
        yield _model(one)
    envelope = next(one for one in found if one.name == "EventAnswer")
    yield _events(document, envelope)


def _model(one: Definition) -> str:
    if one.alias is not None:
        comment = textwrap.indent(filled(one.description, WIDTH), "# ")
        return f"{comment}\n{one.name}: TypeAlias = {_quoted(_expression(one.alias))}\n\n"
    if all(_is_name(field.name) for field in one.fields):
        docstring = _docstring(one.description or one.name)
        return f"class {one.name}(TypedDict):\n{docstring}\n{''.join(map(_attribute, one.fields))}\n\n"
    # A field such as `from` cannot be written as an attribute.
    comment = textwrap.indent(filled(one.description, WIDTH), "# ")
    return f'{comment}\n{one.name} = TypedDict("{one.name}", {{{"".join(map(_item, one.fields))}}})\n\n'


def _quoted(expression: str) -> str:
    """An expression as text: definitions may come in any order."""
    return f"'{expression}'" if '"' in expression else f'"{expression}"'


def _is_name(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _annotation(field: Field) -> str:
    kind = _expression(field.type)
    return kind if field.required else f"NotRequired[{kind}]"


def _attribute(field: Field) -> str:
    docstring = _docstring(field.description) if field.description else ""
    return f"    {field.name}: {_annotation(field)}\n{docstring}"


def _item(field: Field) -> str:
    comment = textwrap.indent(filled(field.description, WIDTH - 4), "# ") + "\n" if field.description else ""
    return f"\n{comment}{json.dumps(field.name)}: {_quoted(_annotation(field))},"


def _events(document: dict[str, Any], envelope: Definition) -> str:
    shared = [one for one in envelope.fields if one.name not in ("type", "data")]
    text = f"class EventFields(TypedDict):\n{_docstring('The fields of all events.')}\n"
    text += "".join(map(_attribute, shared)) + "\n\n"
    names = []
    for name, summary, data in event_types(document):
        names.append(f"{class_name(name)}Event")
        text += f"class {names[-1]}(EventFields):\n{_docstring(summary)}\n"
        text += f'    type: Literal["{name}"]\n    data: {data}\n\n'
    union = " | ".join(names)
    comment = "# An event; its `type` decides about its `data`. Pass over types that you do not know."
    return f"{text}{comment}\nEvent: TypeAlias = {union}\n"


def _problems(document: dict[str, Any]) -> Iterator[str]:
    yield f'"""A class for each kind of problem. {WRITTEN}"""\n\nfrom typing import Any, Final\n\n'
    yield "from goldlist_client.errors import Problem\n\n"
    found = problems(document)
    for name, example in found:
        yield f"class {class_name(name)}(Problem):\n"
        yield _docstring(f"{example['title']} ({example['status']}, retry: {example['retry']}).")
        yield f'\n    type = "{name}"\n\n'
    listed = "".join(f'"{name}": {class_name(name)},' for name, _ in found)
    yield f"BY_NAME: Final[dict[str, type[Problem]]] = {{{listed}}}\n\n"
    yield "def problem(document: dict[str, Any], retry_after: float | None = None) -> Problem:\n"
    yield _docstring("The problem of a document, of its own class if the kind is known.")
    yield '    kind = BY_NAME.get(str(document.get("type", "")).rpartition("/")[2], Problem)\n'
    yield "    return kind(document, retry_after)\n"


def _operations(found: list[Operation]) -> Iterator[str]:
    yield f'"""All operations of the API, blocking and not. {WRITTEN}"""\n\n'
    yield "from collections.abc import AsyncIterator, Iterator\nfrom typing import Any, Final, Literal\n\n"
    yield "from goldlist_client import models\n"
    yield "from goldlist_client.calls import AsyncCalls, Call, Calls, Operation\n\n"
    for one in found:
        arguments = [json.dumps(one.method), json.dumps(one.path), str(one.repeatable)]
        arguments += ["takes_name=True"] if one.takes_name else []
        yield f"{one.id.upper()}: Final[Operation[{_result(one)}]] = Operation({', '.join(arguments)})\n"
    yield f"\n\nclass Operations(Calls):\n{_docstring('All operations, which block until they are answered.')}\n"
    yield from (text for one in found for text in _methods(one, asynchronous=False))
    yield f"\n\nclass AsyncOperations(AsyncCalls):\n{_docstring('All operations, which do not block.')}\n"
    yield from (text for one in found for text in _methods(one, asynchronous=True))


def _result(one: Operation) -> str:
    if one.file is not None:
        return "bytes"
    result = _expression(one.answer, "models.") if one.answer else "None"
    return f"{result} | None" if one.may_be_empty else result


def _methods(one: Operation, *, asynchronous: bool) -> Iterator[str]:
    wait = "await " if asynchronous else ""
    define = "async def" if asynchronous else "def"
    iterator = "AsyncIterator" if asynchronous else "Iterator"
    constant, call = one.id.upper(), _call(one)
    docstring = _docstring(_about(one, one.in_query), "        ")
    if one.file is not None:
        head = f"    def {one.id}({_signature(one)}) -> {iterator}[bytes]:\n"
        yield f"{head}{docstring}        return self._file({constant}, {call})\n\n"
        return
    head = f"    {define} {one.id}({_signature(one)}) -> {_result(one)}:\n"
    sent = f"{wait}self._send({constant}, {call})"
    yield f"{head}{docstring}        {'return ' if _result(one) != 'None' else ''}{sent}\n\n"
    if one.item is not None:
        item = _expression(one.item, "models.")
        name = "iterate_" + one.id.removeprefix("list_").removeprefix("get_")
        paged = [parameter for parameter in one.in_query if parameter.name != "cursor"]
        about = f"Each of {one.id}, page by page.\n\n{_arguments(paged)}"
        head = f"    def {name}({_signature(one, paged)}) -> {iterator}[{item}]:\n{_docstring(about, '        ')}"
        yield f"{head}        return self._items({constant}, {_call(one, paged)})\n\n"


def _about(one: Operation, query: Iterable[Parameter]) -> str:
    parts = [one.about, _arguments([*one.in_path, *query, *one.in_header])]
    if one.file is not None:
        parts.insert(1, "The answer is a file; the request is sent when its first piece is asked for.")
    return "\n\n".join(part for part in parts if part)


def _arguments(parameters: Iterable[Parameter]) -> str:
    return "\n\n".join(f"`{_argument(one.name)}`: {one.description}" for one in parameters)


def _argument(name: str) -> str:
    plain = name.lower().replace("-", "_")
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def _signature(one: Operation, query: Iterable[Parameter] | None = None) -> str:
    arguments = ["self", *(f"{_argument(part.name)}: {_expression(part.type)}" for part in one.in_path)]
    if one.body:
        kind = _expression(one.body, "models.")
        arguments.append(f"body: {kind}" if one.body_required else f"body: {kind} | None = None")
    named = [*(one.in_query if query is None else query), *one.in_header]
    named.sort(key=lambda part: not part.required)
    return ", ".join([*arguments, *(["*"] if named else []), *map(_named, named)])


def _named(part: Parameter) -> str:
    kind = _expression(part.type)
    optional = "" if part.required else " | None = None"
    return f"{_argument(part.name)}: {kind if part.type == ANY else kind + optional}"


def _call(one: Operation, query: Iterable[Parameter] | None = None) -> str:
    parts = []
    if one.in_path:
        parts.append(f"path={_mapping(one.in_path)}")
    fixed = [f'"{name}": "{value}"' for name, value in one.file or ()]
    asked = [f'"{part.name}": {_argument(part.name)}' for part in (one.in_query if query is None else query)]
    if fixed or asked:
        parts.append(f"query={{{', '.join([*fixed, *asked])}}}")
    if one.in_header:
        parts.append(f"headers={_mapping(one.in_header)}")
    if one.body:
        parts.append("body=body")
    return f"Call({', '.join(parts)})"


def _mapping(parameters: Iterable[Parameter]) -> str:
    return "{" + ", ".join(f'"{part.name}": {_argument(part.name)}' for part in parameters) + "}"
