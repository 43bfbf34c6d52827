"""The columns and constraints of which the tables are made, and the metadata that has them all."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    MetaData,
    SmallInteger,
    Text,
)

NAME = Text().with_variant(Text(collation="C"), "postgresql")


TEXT = Text()


AMOUNT = BigInteger().with_variant(Integer(), "sqlite")


NUMBER = Integer()


FLAG = SmallInteger().with_variant(Integer(), "sqlite")


metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_unique",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


def required(name: str, kind: Any) -> Column[Any]:
    """A NOT NULL column."""
    return Column(name, kind, nullable=False)


def optional(name: str, kind: Any = NAME) -> Column[Any]:
    """A nullable column."""
    return Column(name, kind, nullable=True)


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column has one of its allowed values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def flag(column: str) -> CheckConstraint:
    """The column is 0 or 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def not_negative(column: str) -> CheckConstraint:
    """The column is not negative."""
    return CheckConstraint(f"{column} >= 0", name=column)


def instants(*columns: str) -> CheckConstraint:
    """The columns contain instants in their stored form."""
    return CheckConstraint(" AND ".join(f"length({column}) = 27" for column in columns), name="instants")


def days(*columns: str) -> CheckConstraint:
    """The columns contain days."""
    return CheckConstraint(" AND ".join(f"length({column}) = 10" for column in columns), name="days")
