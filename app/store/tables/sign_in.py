"""The tables of signing in: passwords, invitations, sessions and failed attempts of staff.

Tokens are stored as HMAC, and so are the names and addresses of attempts.
"""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from app.store.tables.columns import NAME, TEXT, instants, metadata, optional, required
from app.store.tables.staff import staff


def _of_staff() -> Column[str]:
    return Column("staff_id", NAME, ForeignKey(staff.c.staff_id), nullable=False)


staff_passwords = Table(
    "staff_passwords",
    metadata,
    _of_staff(),
    required("password_hash", TEXT),
    required("set_at", NAME),
    PrimaryKeyConstraint("staff_id"),
    instants("set_at"),
    sqlite_strict=True,
)

staff_invitations = Table(
    "staff_invitations",
    metadata,
    required("token_hash", NAME),
    _of_staff(),
    required("ends_at", NAME),
    optional("used_at"),
    PrimaryKeyConstraint("token_hash"),
    Index("staff_invitations_by_staff", "staff_id"),
    instants("ends_at", "used_at"),
    sqlite_strict=True,
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    required("token_hash", NAME),
    _of_staff(),
    required("role", NAME),
    required("began_at", NAME),
    required("used_at", NAME),
    required("ends_at", NAME),
    PrimaryKeyConstraint("token_hash"),
    Index("staff_sessions_by_staff", "staff_id"),
    instants("began_at", "used_at", "ends_at"),
    sqlite_strict=True,
)

failed_sign_ins = Table(
    "failed_sign_ins",
    metadata,
    required("attempt_id", NAME),
    required("place", NAME),
    required("failed_at", NAME),
    PrimaryKeyConstraint("attempt_id", "place"),
    Index("failed_sign_ins_by_place", "place", "failed_at"),
    Index("failed_sign_ins_by_time", "failed_at"),
    instants("failed_at"),
    sqlite_strict=True,
)
