"""API keys and staff."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.actions.access.keys import SCOPES, STAFF_ROLES

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.goldlist import Goldlist

from app.cli.shell import ProgramSlug, id_of_program, instant_option, print_json, run_with, settings_or_stop, stop


def create_key(
    slug: ProgramSlug,
    role: Annotated[str, typer.Option(help="|".join(SCOPES))],
    store: Annotated[str | None, typer.Option(help="The only store that the key may act for.")] = None,
    name: Annotated[str | None, typer.Option(help="A name to recognise the key in the list.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="A scope of a partner's key; may be repeated.")] = None,
    all_members: Annotated[bool, typer.Option("--all-members", help="Let a partner's key know all members.")] = False,
    members_of: Annotated[
        str | None, typer.Option(metavar="KEY", help="The partner's key (key_…) whose members it shares.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--staff", metavar="STAFF", help="The person who will use it (ext:… or stf_…).")
    ] = None,
    expires_at: Annotated[str | None, typer.Option(help="The expiry (RFC 3339); never by default.")] = None,
    requests_per_second: Annotated[int | None, typer.Option(min=1, help="The limit of requests per second.")] = None,
    points_per_day: Annotated[
        int | None, typer.Option(min=0, help="The limit of points issued, and of points taken, per day.")
    ] = None,
    credit_per_day: Annotated[
        int | None, typer.Option(min=0, help="The limit of credit (minor units) issued, and of credit taken, per day.")
    ] = None,
) -> None:
    """Create an API key; it is shown only once."""
    from app.actions.access.key_making import KeyRequest
    from app.actions.access.keys import ALL_MEMBERS, Limits, MadeKey

    if all_members and members_of:
        raise typer.BadParameter("a key knows all members, or shares another's: not both", param_hint="--members-of")
    ends = instant_option("--expires-at", expires_at) if expires_at is not None else None
    wish = KeyRequest(
        role,
        store=store,
        scopes=scope or [],
        expires_at=ends,
        limits=Limits(requests_per_second, points_per_day, credit_per_day),
        name=name,
        members_of=ALL_MEMBERS if all_members else members_of,
        staff=person,
    )

    async def create(goldlist: "Goldlist") -> Any:
        return await goldlist.keys.create(await id_of_program(goldlist, slug), wish)

    made = run_with(create)
    if not isinstance(made, MadeKey):
        stop(made.detail)
    print_json({"id": made.key_id, "key": made.key})


def list_keys(slug: ProgramSlug) -> None:
    """List the keys of a programme, one per line, without their secrets."""

    async def read(goldlist: "Goldlist") -> Any:
        return await goldlist.keys.page(await id_of_program(goldlist, slug))

    for key in run_with(read):
        told = key._asdict()
        del told["limits"]
        print_json({"id": told.pop("key_id"), **told, "scopes": sorted(key.scopes), **key.limits._asdict()})


def revoke_key(
    slug: ProgramSlug,
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="The key's id (key_…).", show_default=False)],
    made_by_it: Annotated[bool, typer.Option("--made-by-it", help="Also revoke all keys that it made.")] = False,
) -> None:
    """Revoke a key for good; servers notice within 5 seconds."""
    from app.actions.access.key_making import RevokedKeys

    async def revoke(goldlist: "Goldlist") -> Any:
        return await goldlist.keys.revoke(await id_of_program(goldlist, slug), key_id, with_made=made_by_it)

    revoked = run_with(revoke)
    if not isinstance(revoked, RevokedKeys):
        stop("the programme has no key with this id")
    if revoked.still_open:
        typer.echo(f"{revoked.still_open} keys that it made are still valid: --made-by-it revokes them too", err=True)
    told = {"id": revoked.key.key_id, "revoked_at": revoked.key.revoked_at}
    print_json(told | ({"revoked_with_it": revoked.revoked_with_it} if made_by_it else {}))


def add_staff(
    slug: ProgramSlug,
    name: Annotated[str, typer.Option(help="The name, unique among the staff.")],
    role: Annotated[str, typer.Option(help="|".join(STAFF_ROLES))],
    email: Annotated[str | None, typer.Option(help="The e-mail address.")] = None,
    external_id: Annotated[str | None, typer.Option(help="Your own name for the person.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Set the password to the first line of the input.")
    ] = False,
) -> None:
    """Add a member of staff; one who is there already stays unchanged.

    Prints the id and a link with which the person sets a password and signs in: it works once, for an hour.
    """
    from app.actions.access.sign_ins import Invitation
    from app.actions.access.staff import StaffRequest
    from app.engine.model.book import Refusal
    from app.engine.model.instants import shown_instant
    from app.engine.program.texts import is_email, is_human_text, is_name

    if role not in STAFF_ROLES:
        raise typer.BadParameter(f"roles are {', '.join(STAFF_ROLES)}", param_hint="--role")
    if not is_human_text(name):
        raise typer.BadParameter("1 to 200 printable characters", param_hint="--name")
    if email is not None and not is_email(email):
        raise typer.BadParameter("an e-mail address", param_hint="--email")
    if external_id is not None and not is_name(external_id):
        raise typer.BadParameter("1 to 64 printable characters", param_hint="--external-id")
    wish = StaffRequest(name, role, email=email)

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    if password is not None:
        from app.actions.access.passwords import fault_of

        if fault := fault_of(password, name, slug):
            stop(f"the password {fault}")
    address = (settings_or_stop().public_url or "http://127.0.0.1:8000").rstrip("/")

    async def add(goldlist: "Goldlist") -> Any:
        program_id = await id_of_program(goldlist, slug)
        made = await goldlist.staff.add(program_id, wish, external_id)
        if isinstance(made, Refusal):
            return made
        if password is not None:
            await goldlist.sign_ins.set_password(made.staff_id, password)
            return {"id": made.staff_id, "sign_in_url": f"{address}/pages/sign-in?program={slug}"}
        invited = await goldlist.sign_ins.invite(program_id, made.staff_id)
        if not isinstance(invited, Invitation):
            return Refusal("not-found", f"{made.name} has left")
        link = f"{address}/pages/invitation/{invited.token}"
        return {"id": made.staff_id, "sign_in_url": link, "ends_at": shown_instant(invited.ends_at)}

    made = run_with(add)
    if isinstance(made, Refusal):
        stop(made.detail)
    print_json(made)


def list_staff(slug: ProgramSlug) -> None:
    """List the staff of a programme, one per line."""

    async def read(goldlist: "Goldlist") -> Any:
        return await goldlist.staff.page(await id_of_program(goldlist, slug))

    for person in run_with(read):
        told = person._asdict()
        del told["program_id"], told["name_key"]
        print_json({"id": told.pop("staff_id"), **told, "active": bool(person.active)})
