"""Database errors that callers have to distinguish; any other error is a bug."""


class IntegrityConflict(Exception):
    """Another transaction's rows were in the way. Nothing was written; running the work again will see them."""


class DatabaseUnavailable(Exception):
    """The database did not answer in time, or not at all. It is unknown whether a write took place."""


class DatabaseSilent(DatabaseUnavailable):
    """The database is up but did not answer in time; a retry may succeed."""


class SchemaOutdated(Exception):
    """The tables do not have the schema that this version of Goldlist needs."""


class SchemaInUse(Exception):
    """A table could not be altered, because another transaction uses it. Nothing was changed."""


class AlreadyServed(Exception):
    """Another process serves this database file."""


class NoDatabase(ValueError):
    """The address does not name a database that Goldlist can use."""
