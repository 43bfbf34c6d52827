"""The forms of texts in the contract: their patterns, the wording of each, and whether a text has it.

`EXPLAINED` has the wordings, so that no answer shows a regular expression or the rejected value.
"""

import re
from typing import Final
from unicodedata import normalize

LARGEST_AMOUNT: Final = 10**12
LARGEST_QUANTITY: Final = 10**6
LONGEST_NAME: Final = 64
LONGEST_LABEL: Final = 100
LONGEST_CODE: Final = 40
LONGEST_TEXT: Final = 200
LONGEST_EMAIL: Final = 254
MOST_METADATA: Final = 20

# The patterns check ASCII only; `is_printable` checks the other characters.
_NAME: Final = r"\.*[^\u0000- .\u007f]([^\u0000-\u001f\u007f]*[^\u0000- \u007f])?"
NAME: Final = f"^{_NAME}$"
LABEL: Final = r"^[^\u0000- \u007f]([^\u0000-\u001f\u007f]*[^\u0000- \u007f])?$"
_CARD: Final = r"\.*[A-Za-z0-9_:+@-][A-Za-z0-9._:+@-]*"
CARD: Final = f"^{_CARD}$"
# Together with the connector it is at most as long as a card number.
_CUSTOMER: Final = r"[A-Za-z0-9_:+@-][A-Za-z0-9._:+@-]{0,50}"
CUSTOMER: Final = f"^{_CUSTOMER}$"
_CONNECTOR: Final = "[a-z0-9-]{1,12}"
CONNECTOR: Final = f"^{_CONNECTOR}$"
CURRENCY: Final = r"^[A-Z]{3}$"
MEASURED: Final = r"^(0|[1-9][0-9]{0,6})\.[0-9]{1,3}$"
RATE: Final = r"^(0|[1-9][0-9]{0,5})(\.[0-9]{1,6})?$"
DAY: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
INSTANT: Final = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])$"
)
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL: Final = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+$"
PHONE: Final = r"^\+?[0-9(][0-9 ()./-]{3,30}[0-9]$"
# Excluded: control characters, and invisible marks that hide or reorder text (zero width, direction).
_UNSEEN: Final = (
    r"\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
)
HUMAN_TEXT: Final = rf"^[^{_UNSEEN}]*[^{_UNSEEN}\s][^{_UNSEEN}]*$"
# Metadata is the caller's own: line breaks and joined emoji are allowed.
FREE_TEXT: Final = (
    r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]*$"
)
MEMBER_REFERENCE: Final = rf"^(mem_[0-9A-Za-z_-]+|ext:{_NAME}|card:{_CARD}|link:{_CONNECTOR}/{_CUSTOMER})$"
PURCHASE_REFERENCE: Final = rf"^((pur|ret)_[0-9A-Za-z_-]+|ext:{_NAME})$"
VOUCHER_CODE: Final = r"^[!-~]([ -~]{0,38}[!-~])?$"
UNIT: Final = r"^(points|credit|(punches|rebate|expected|voucher):[A-Za-z0-9][A-Za-z0-9._-]{0,39})$"
HOLD_ID: Final = r"^hld_[0-9A-Za-z]+$"
GIFT_CARD_ID: Final = r"^gft_[0-9A-Za-z]+$"
VOUCHER_BATCH_ID: Final = r"^vba_[0-9A-Za-z]+$"
TASK_ID: Final = r"^tsk_[0-9A-Za-z]+$"
REVIEW_ID: Final = r"^rev_[0-9A-Za-z]+$"
STAFF_REFERENCE: Final = rf"^(stf_[0-9A-Za-z_-]+|ext:{_NAME})$"
REHEARSAL_ID: Final = r"^reh_[0-9A-Za-z]+$"
CONTACT_LIST_ID: Final = r"^lst_[0-9A-Za-z]+$"
STAFF_OR_NONE: Final = rf"^(none|stf_[0-9A-Za-z_-]+|ext:{_NAME})$"
RETURN_REFERENCE: Final = rf"^(ret_[0-9A-Za-z_-]+|ext:{_NAME})$"

EXPLAINED: Final[dict[str, str]] = {
    NAME: "1 to 64 printable characters, no leading or trailing blank, not only dots",
    CARD: "1 to 64 characters of A-Z a-z 0-9 . _ : + @ -, not only dots",
    CUSTOMER: "1 to 51 characters of A-Z a-z 0-9 . _ : + @ -, and no dot first",
    CONNECTOR: "1 to 12 characters of a-z 0-9 -",
    LABEL: "1 to 100 printable characters, no leading or trailing blank",
    CURRENCY: "an ISO 4217 code of three capital letters",
    MEASURED: 'for goods by weight or length a decimal text with a point and up to 3 places, such as "1.200"',
    RATE: 'a decimal number as text, such as "0.02"',
    DAY: "a calendar day in the form YYYY-MM-DD",
    INSTANT: "an RFC 3339 instant with offset, such as 2026-03-01T10:15:00+00:00, with at most 9 fraction digits",
    EMAIL: "an e-mail address",
    PHONE: "a phone number of digits, optionally starting with +",
    HUMAN_TEXT: "text without control characters or invisible marks, and not blank",
    FREE_TEXT: "text without control characters or marks that change its direction",
    MEMBER_REFERENCE: "a member's id (mem_…), ext:<external_id>, card:<number> or link:<connector>/<customer>",
    PURCHASE_REFERENCE: "a purchase's id (pur_…) or ext:<external_id>",
    RETURN_REFERENCE: "a return's id (ret_…) or ext:<external_id>",
    STAFF_REFERENCE: "the id of a member of staff (stf_…) or ext:<external_id>",
    STAFF_OR_NONE: "the id of a member of staff (stf_…), ext:<external_id> or none",
    HOLD_ID: "a hold's id (hld_…)",
    GIFT_CARD_ID: "a gift card's id (gft_…)",
    VOUCHER_BATCH_ID: "the id of a batch of vouchers (vba_…)",
    TASK_ID: "the id of a task (tsk_…)",
    REVIEW_ID: "the id of a review (rev_…)",
    REHEARSAL_ID: "the id of a rehearsal (reh_…)",
    CONTACT_LIST_ID: "the id of a contact list (lst_…)",
    UNIT: "points, credit, punches:<card>, rebate:<id>, expected:<rebate> or voucher:<reward>",
    VOUCHER_CODE: "a voucher's code as printed, of at most 40 characters",
}

# Also excluded from names: soft hyphens, fillers, blanks other than a space, private and broken characters.
_UNPRINTABLE: Final = (
    _UNSEEN + r"\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180b-\u180e\u2000-\u200a\u202f\u205f\u2800\u3000\u3164"
    r"\ue000-\uf8ff\uffa0\ufff0-\ufff8\ufffc\ufffd\U000e0000-\U000e00ff\U000e01f0-\U0010ffff"
)
_JOINERS: Final = "\u200c\u200d"
# After one of these a joiner may end a word, as in Malayalam.
_VIRAMAS: Final = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
# A joiner must stand between letters or emoji: not at the edge of a word, nor beside ASCII digits and signs.
_LETTER: Final = rf"[^\u0000-@\[-`{{-\u00a0\s{_JOINERS}]"
stray_joiner = re.compile(rf"(?<!{_LETTER})[{_JOINERS}]|(?<![{_VIRAMAS}])[{_JOINERS}](?!{_LETTER})").search
_unprintable = re.compile(f"[{_UNPRINTABLE}]").search
_name = re.compile(NAME, re.ASCII).fullmatch
_card = re.compile(CARD, re.ASCII).fullmatch
_email = re.compile(EMAIL, re.ASCII).fullmatch
_human_text = re.compile(HUMAN_TEXT).fullmatch
_label = re.compile(LABEL, re.ASCII).fullmatch
_member_reference = re.compile(MEMBER_REFERENCE, re.ASCII).fullmatch
_purchase_reference = re.compile(PURCHASE_REFERENCE, re.ASCII).fullmatch
_voucher_code = re.compile(VOUCHER_CODE, re.ASCII).fullmatch
_hold_id = re.compile(HOLD_ID, re.ASCII).fullmatch
_gift_card_id = re.compile(GIFT_CARD_ID, re.ASCII).fullmatch
_voucher_batch_id = re.compile(VOUCHER_BATCH_ID, re.ASCII).fullmatch
_task_id = re.compile(TASK_ID, re.ASCII).fullmatch
_review_id = re.compile(REVIEW_ID, re.ASCII).fullmatch
_staff_reference = re.compile(STAFF_REFERENCE, re.ASCII).fullmatch
_rehearsal_id = re.compile(REHEARSAL_ID, re.ASCII).fullmatch
_contact_list_id = re.compile(CONTACT_LIST_ID, re.ASCII).fullmatch
_return_reference = re.compile(RETURN_REFERENCE, re.ASCII).fullmatch
LONGEST_REFERENCE: Final = len("card:") + LONGEST_NAME


def composed(text: str) -> str:
    """A name in its stored form: composed Unicode (NFC)."""
    return text if text.isascii() else normalize("NFC", text)


def is_printable(text: str) -> bool:
    """Whether a name has no invisible characters beyond ASCII."""
    return text.isascii() or not (_unprintable(text) or stray_joiner(text))


def is_name(text: str) -> bool:
    """Whether the text could be a name chosen by a caller."""
    return len(text) <= LONGEST_NAME and _name(text) is not None and is_printable(text)


def is_email(text: str) -> bool:
    """Whether the text could be an e-mail address."""
    return len(text) <= LONGEST_EMAIL and _email(text) is not None


def is_human_text(text: str) -> bool:
    """Whether the text could be a person's name."""
    return len(text) <= LONGEST_TEXT and _human_text(text) is not None and not stray_joiner(text)


def is_card(text: str) -> bool:
    """Whether the text could be a card number."""
    return len(text) <= LONGEST_NAME and _card(text) is not None


def is_label(text: str) -> bool:
    """Whether the text could be a category or sku."""
    return len(text) <= LONGEST_LABEL and _label(text) is not None and is_printable(text)


def is_member_reference(text: str) -> bool:
    """Whether the text could refer to a member; otherwise no lookup is needed."""
    return len(text) <= LONGEST_REFERENCE and _member_reference(text) is not None and is_printable(text)


def is_purchase_reference(text: str) -> bool:
    """Whether the text could refer to a purchase."""
    return len(text) <= LONGEST_REFERENCE and _purchase_reference(text) is not None and is_printable(text)


def is_voucher_code(text: str) -> bool:
    """Whether the text could be a voucher's code."""
    return len(text) <= LONGEST_CODE and _voucher_code(text) is not None


def is_gift_card_id(text: str) -> bool:
    """Whether a text has the form of a gift card's id."""
    return _gift_card_id(text) is not None


def is_hold_id(text: str) -> bool:
    """Whether the text could be the id of a hold."""
    return len(text) <= LONGEST_NAME and _hold_id(text) is not None


def is_voucher_batch_id(text: str) -> bool:
    """Whether the text could be the id of a batch of vouchers."""
    return len(text) <= LONGEST_NAME and _voucher_batch_id(text) is not None


def is_contact_list_id(text: str) -> bool:
    """Whether the text could be the id of a contact list."""
    return len(text) <= LONGEST_NAME and _contact_list_id(text) is not None


def is_task_id(text: str) -> bool:
    """Whether the text could be the id of a task."""
    return len(text) <= LONGEST_NAME and _task_id(text) is not None


def is_review_id(text: str) -> bool:
    """Whether the text could be the id of a review."""
    return len(text) <= LONGEST_NAME and _review_id(text) is not None


def is_staff_reference(text: str) -> bool:
    """Whether the text could refer to a member of staff."""
    return len(text) <= len("ext:") + LONGEST_NAME and _staff_reference(text) is not None and is_printable(text)


def is_rehearsal_id(text: str) -> bool:
    """Whether the text could be the id of a rehearsal."""
    return len(text) <= LONGEST_NAME and _rehearsal_id(text) is not None


def is_return_reference(text: str) -> bool:
    """Whether the text could refer to a return."""
    return len(text) <= LONGEST_REFERENCE and _return_reference(text) is not None and is_printable(text)
