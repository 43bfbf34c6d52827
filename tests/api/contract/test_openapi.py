"""The contract as a machine reads it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.actions.access.keys import SCOPES
from app.api.contract.lean import SHORTEST_EXAMPLE
from app.api.contract.openapi import ANSWERS
from app.api.contract.problem_kinds import KINDS
from app.api.contract.program_schema import program_schema
from app.api.http import docs
from app.api.http.application import OPERATIONS, openapi_document
from app.api.operations.administration.program import EXAMPLE
from app.engine.program.faults import check
from clients.generator.references import whole
from tests.api import story

pytestmark = pytest.mark.anyio

DOCUMENT = openapi_document()


DESCRIBED: list[tuple[str, str, dict[str, Any]]] = [
    (path, method, whole(DOCUMENT, operation))
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
PROPERTIES: dict[str, dict[str, Any]] = {
    f"{model}.{name}": told
    for model, schema in DOCUMENT["components"]["schemas"].items()
    for name, told in schema.get("properties", {}).items()
}


def references(part: Any) -> set[str]:
    """Everything that a part of the document refers to."""
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(child) for child in part.values()))
    return set().union(*(references(child) for child in part)) if isinstance(part, list) else set()


def examples(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example of an operation: what it is of, its schema and its value."""
    for parameter in operation["parameters"]:
        if "example" in parameter:
            yield parameter["name"], parameter["schema"], parameter["example"]
    parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
    for name, part in parts.items():
        for content in part.get("content", {}).values():
            if "example" in content:
                yield name, content["schema"], content["example"]
            for named in content.get("examples", {}):
                yield f"{name} {named}", content["schema"], DOCUMENT["components"]["examples"][named]["value"]


def test_it_is_openapi_3_1() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_tags_are_declared_with_what_they_mean() -> None:
    declared = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert declared.keys() == {tag for _, _, operation in DESCRIBED for tag in operation["tags"]}
    assert all(declared.values())


async def test_it_is_served_to_anybody(anybody: httpx2.AsyncClient) -> None:
    assert (await anybody.get("/openapi.json")).json() == DOCUMENT
    assert (await anybody.get("/docs")).status_code == 200


def test_what_is_committed_and_served_is_what_the_operations_make() -> None:
    written = {docs.DOCUMENT: DOCUMENT, docs.SCHEMA: program_schema()}
    for path, made in written.items():
        assert json.loads(path.read_text("utf-8")) == made, f"write {path.name} anew: ./run openapi"


def test_answers_with_problems_are_written_once() -> None:
    shared = DOCUMENT["components"]["responses"]
    assert len({json.dumps(response) for response in shared.values()}) == len(shared)
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                assert (int(status) >= 400) == ("$ref" in response)
    assert len(docs.served_document()) < 1_000_000, "whoever opens /docs waits for all of it"


def test_parameters_and_examples_that_several_operations_have_are_written_once() -> None:
    written = [json.dumps(one) for methods in DOCUMENT["paths"].values() for one in parameters_and_examples(methods)]
    assert len(set(written)) == len(written)


def parameters_and_examples(part: Any) -> Iterator[Any]:
    """The parameters and long examples that stand in a part of the document, not those that it refers to."""
    if isinstance(part, list):
        for one in part:
            yield from parameters_and_examples(one)
    if isinstance(part, dict):
        if "operationId" in part:
            yield from (one for one in part["parameters"] if "$ref" not in one)
        if "schema" in part and len(json.dumps(part.get("example"))) >= SHORTEST_EXAMPLE:
            yield part["example"]
        for one in part.values():
            yield from parameters_and_examples(one)


def test_every_operation_is_in_it_by_the_name_of_its_function() -> None:
    assert [operation["operationId"] for _, _, operation in DESCRIBED] == list(
        {operation["operationId"]: None for _, _, operation in DESCRIBED}
    )
    named = {(operation.path, operation.method.lower()): operation.name for operation in OPERATIONS}
    assert {(path, method): operation["operationId"] for path, method, operation in DESCRIBED} == named


@pytest.mark.parametrize(
    ("path", "method", "operation"), DESCRIBED, ids=[one["operationId"] for _, _, one in DESCRIBED]
)
def test_an_operation_is_wholly_described(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["description"]
    assert operation["tags"]
    assert operation["x-scope"] in SCOPES["admin"] | {"any"}
    assert operation["security"] == [{"key": []}]
    assert re.findall(r"{(\w+)}", path) == [one["name"] for one in operation["parameters"] if one["in"] == "path"]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", operation["operationId"])
    assert operation["summary"].lower() != operation["operationId"].replace("_", " ")
    for status, response in operation["responses"].items():
        assert response["description"]
        assert "Request-Id" in response["headers"]
        assert int(status) in {200, 201, 202, 204, 304, *(kind.status for kind in KINDS.values())}
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"]
    assert {"400", "401", "403", "422", "500", "503"} <= operation["responses"].keys()
    if method in {"patch", "post", "put"}:
        assert operation["requestBody"]["content"]["application/json"]["schema"]


@pytest.mark.parametrize("operation", [one for _, _, one in DESCRIBED], ids=lambda one: one["operationId"])
def test_an_operation_has_examples_and_they_are_of_the_form_that_they_show(operation: dict[str, Any]) -> None:
    found = {name: (schema, value) for name, schema, value in examples(operation)}
    wanted = {status for status in operation["responses"] if status in {"200", "201"}}
    wanted |= {one["name"] for one in operation["parameters"] if one["in"] == "path"}
    body = operation.get("requestBody", {})
    wanted |= {"request"} if body.get("required") else set()
    assert wanted <= found.keys(), "tell of it in tests/api/story.py, then ./run openapi"
    for schema, value in found.values():
        with_parts = {**schema, "components": {"schemas": DOCUMENT["components"]["schemas"]}}
        Draft202012Validator(with_parts, format_checker=FormatChecker()).validate(value)


@pytest.mark.parametrize("operation", [one for _, _, one in DESCRIBED], ids=lambda one: one["operationId"])
def test_every_problem_that_an_operation_gives_is_listed_under_its_status(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            content = response["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/ProblemAnswer"}
            assert content["examples"]
            for name in content["examples"]:
                assert KINDS[name].status == int(status)
                assert f"[`{name}`](/problems/{name})" in response["description"]


async def test_the_answers_shown_are_what_the_examples_get() -> None:
    assert story.text(await story.told()) == ANSWERS.read_text("utf-8"), "write them anew: ./run openapi"


def test_the_purchase_shown_has_punches_and_the_multiplier_of_its_level() -> None:
    answers = json.loads(ANSWERS.read_text("utf-8"))
    earned = {entry["unit"]: entry["amount"] for entry in answers["record_purchase"]["entries"]}
    assert earned["punches:coffee"] == 2
    assert earned["points"] == 8, "6.50 at 1 point per 1.00, times 1.25"
    assert answers["record_purchase"]["after"]["tier"] == answers["get_status"]["tier"]["id"] == "silver"


def test_instants_and_days_are_told_apart_from_other_texts() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            formats = {kind.get("format") for kind in told.get("anyOf", [told]) if kind != {"type": "null"}}
            if field.endswith("_at"):
                assert formats == {"date-time"}, f"{name}.{field}"
            if field == "as_of":
                # Of a status a moment, of a review the day at whose end it reads.
                assert formats in ({"date-time"}, {"date"}), f"{name}.{field}"
            # Of a member to lift, what counts on; no day.
            if field.endswith(("_on", "_date")) and field != "counts_on":
                assert formats == {"date"}, f"{name}.{field}"


def test_what_may_be_left_out_has_no_default() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert "default" not in told, f"{name}.{field}: generators make a field of it that must be given"


def test_nothing_refers_to_nothing_and_nothing_is_left_over() -> None:
    kinds = DOCUMENT["components"].keys() - {"securitySchemes"}
    assert references(DOCUMENT) == {
        f"#/components/{kind}/{name}" for kind in kinds for name in DOCUMENT["components"][kind]
    }


def test_a_model_that_refers_to_itself_is_told_once() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert "ConditionPart" in references(schemas["ConditionPart"]).pop()
    assert [name for name in schemas if not name.isalpha()] == []
    assert {one.rpartition("/")[2] for one in references(DOCUMENT) if "/schemas/" in one} <= schemas.keys()


# Left out where there is nothing to tell, so that what was answered before they were there is repeated byte for byte.
CAME_LATER = {"spent", "discounts", "campaigns", "notices", "tax", "returned_tax", "gift_cards"}


def test_answers_have_no_optional_fields() -> None:
    answers = {name: one for name, one in DOCUMENT["components"]["schemas"].items() if name.endswith("Answer")}
    for name, schema in answers.items():
        assert set(schema["properties"]) - set(schema.get("required", ())) <= CAME_LATER, name


def test_every_problem_has_a_title_and_an_explanation() -> None:
    for name, kind in KINDS.items():
        assert re.fullmatch(r"[a-z-]+", name)
        assert kind.title
        assert kind.explanation
        assert kind.retry in {"no", "same", "later"}


def test_every_property_and_parameter_says_what_it_means() -> None:
    parameters = {f"{one['operationId']}.{told['name']}": told for _, _, one in DESCRIBED for told in one["parameters"]}
    everything = PROPERTIES | parameters
    assert [place for place, told in everything.items() if not told.get("description")] == [], "say it beside the field"


def test_rules_that_are_still_to_come_are_marked_and_no_others() -> None:
    marked = {
        place
        for place, told in PROPERTIES.items()
        if "Part." in place and "not available yet" in told["description"].lower()
    }
    asked: dict[str, Any] = {"insights": {"task_control": "0.2"}}
    found = check({**EXAMPLE, **asked})
    refused = {fault.pointer for fault in found if fault.code == "not-available"} if isinstance(found, list) else set()
    assert refused == {"/insights/task_control"}
    assert marked == {"InsightsPart.task_control"}
