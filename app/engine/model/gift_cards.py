"""Gift cards with a balance."""

from typing import Final, Literal, NamedTuple

PREFIX: Final = "gft_"

GiftCardStatus = Literal["active", "blocked", "expired", "voided", "replaced"]


class GiftCard(NamedTuple):
    """A gift card. Its `code` is enough to spend the `balance`, in minor units; `held` is reserved by holds.

    `expires_on` is its last valid day, None if it never expires. `member_id`: the member it is assigned to, if any.
    `replaced_by`: the card that has its balance now. `issued` is the first amount.
    """

    card_id: str
    program_id: str
    external_id: str | None
    code: str
    status: GiftCardStatus
    balance: int
    held: int
    issued: int
    issued_at: str
    expires_on: str | None
    member_id: str | None
    replaced_by: str | None
    program_version: int

    @property
    def code_end(self) -> str:
        """The last characters of the code, which tell cards apart and cannot be spent."""
        return self.code[-4:]


class GiftCardPart(NamedTuple):
    """A gift card to pay with: its code or id, and minor units; None: as much as it can pay."""

    card: str
    amount: int | None = None
