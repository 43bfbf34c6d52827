"""What can go wrong with a database that its callers have to tell apart; every other error is a fault of ours."""


class IntegrityConflict(Exception):
    """A neighbour's rows were in the way. Nothing was written; running the work again will see them."""


class DatabaseUnavailable(Exception):
    """The database did not answer in time, or not at all. Whether a write took place is not known."""


class DatabaseSilent(DatabaseUnavailable):
    """The database is there, and did not answer in time: perhaps it does in a moment."""


class SchemaOutdated(Exception):
    """The tables are not those that this version of Goldlist works with."""


class SchemaInUse(Exception):
    """A table could not be altered, because somebody else's transaction holds on to it. Nothing was changed."""


class AlreadyServed(Exception):
    """Another process serves this database file."""


class NoDatabase(ValueError):
    """What the address names is no database that Goldlist can work with."""
