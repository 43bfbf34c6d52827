"""docs/how-to/keys.md lists all scopes, the roles that have them, and the operations that need them."""

from pathlib import Path

from app.actions.access.keys import READS, SCOPES, WRITES, may
from app.api.contract.hidden_fields import scopes_of_fields
from app.api.http.application import OPERATIONS
from app.api.operations.answers.gift_cards import REDEEM

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "keys.md"


OF_FIELDS = {scope for one in OPERATIONS if one.response_model for scope in scopes_of_fields(one.response_model)}
# What a request may only name with a scope beside that of its operation.
OF_REQUESTS = {REDEEM}


def table() -> list[str]:
    """The rows of the table as they ought to be."""
    rows = []
    for scope in sorted({operation.scope for operation in OPERATIONS} | OF_FIELDS | OF_REQUESTS):
        roles = ", ".join(f"`{role}`" for role, scopes in SCOPES.items() if may(scopes, scope))
        operations = ", ".join(
            f"`{operation.method} {operation.path.removeprefix('/v1')}`"
            for operation in OPERATIONS
            if operation.scope == scope
        )
        fields = f"no operation, but fields of {'requests' if scope in OF_REQUESTS else 'answers'}"
        rows.append(f"| `{scope}` | {roles} | {operations or fields} |")
    return rows


def test_the_page_lists_what_the_code_allows() -> None:
    written = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert written == table()


def test_every_scope_is_needed_by_an_operation_or_a_field() -> None:
    assert ({operation.scope for operation in OPERATIONS} | OF_FIELDS | OF_REQUESTS) - {"any"} == READS | WRITES
