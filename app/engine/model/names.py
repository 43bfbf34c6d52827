"""Names that identify members, each kind in its one stored form.

Kinds: `ext` (the caller's own name), `card`, `email` and `phone`; `link`, a customer of a shop system; and `mem`, the
id of a merged member.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final
from unicodedata import combining, normalize

from app.engine.model import phones
from app.engine.model.records.members import Identifier

PERSONAL: Final = ("ext", "card", "email", "phone")
# A customer of a shop system: `<connector>/<customer>`.
LINK: Final = "link"
# How that begins by which a guest's purchase is kept in place of a member's id.
GUEST: Final = "gst_"

# The kind of idempotency records for enrolments whose members have been erased.
FORGOTTEN: Final = "erased"
# Replaces an erased text.
WITH_THE_MEMBER: Final = "erased with the member"

# Marks the digits of cards and phones among the words of a search.
DIGITS: Final = "#"
FEWEST_DIGITS: Final = 4
LONGEST_WORD: Final = 64

_PUNCTUATION: Final = str.maketrans("", "", " ()./-")


def plain(text: str) -> str:
    """A person's name with case, accents and repeated blanks removed: equal for names that read the same."""
    letters = normalize("NFKD", normalize("NFKD", text).casefold())
    return " ".join("".join(one for one in letters if not combining(one)).split())


def search_words(name: str | None, numbers: Iterable[str]) -> set[str]:
    """The words under which a member is found: those of the name, and `#` with each number's digits from its end."""
    digits = ("".join(one for one in number if one.isascii() and one.isdigit()) for number in numbers)
    found = {DIGITS + one[::-1] for one in digits if len(one) >= FEWEST_DIGITS}
    return found | {one[:LONGEST_WORD] for one in _words(plain(name or ""))}


def sought_words(text: str) -> list[str]:
    """The beginnings of words to look for, longest first; last digits of numbers as in `search_words`."""
    found = set()
    for one in _words(plain(text)):
        is_number = one.isascii() and one.isdigit() and len(one) >= FEWEST_DIGITS
        found.add(DIGITS + one[::-1] if is_number else one[:LONGEST_WORD])
    return sorted(found, key=lambda one: (-len(one), one))


def _words(text: str) -> list[str]:
    return "".join(one if one.isalnum() else " " for one in text).split()


def forgotten_name(kind: str, name: str, fingerprint: str) -> str:
    """The name of an idempotency record for an enrolment whose member was erased; it hides the original name."""
    return hashlib.blake2b(f"{kind} {name} {fingerprint}".encode(), digest_size=16).hexdigest()


def forms(kind: str, value: str, country: str | None) -> tuple[str, ...]:
    """The forms in which a name may be stored, first the one in which it is stored from now on.

    An e-mail address is in lower case, a phone number without blanks and punctuation. With a default country
    (ISO 3166-1), a phone number is stored in international form, and found in any form it was stored in before.
    """
    if kind == "email":
        return (value.lower(),)
    if kind != "phone":
        return (value,)
    number = value.translate(_PUNCTUATION)
    return phones.forms(number, country) if country else (number,)


def stands_for(name: Identifier, value: str, country: str | None) -> bool:
    """Whether an identifier was stored for this e-mail address or phone number, under whatever default country."""
    if name.value in forms(name.kind, value, None) or name.value in forms(name.kind, value, country):
        return True
    its_own = phones.country_of(name.value) if name.kind == "phone" else None
    return its_own is not None and name.value in forms(name.kind, value, its_own)


def identifiers(program_id: str, member_id: str, country: str | None, **names: str | None) -> Iterator[Identifier]:
    """The identifiers of a member for those names that are given. `country` is the programme's default."""
    for kind, value in names.items():
        if value is not None:
            yield Identifier(program_id, kind, forms(kind, value, country)[0], member_id)
