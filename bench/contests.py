"""What is measured, against whom, and what the figures of one round are."""

from typing import NamedTuple

GOLDLIST, NAIVE, ECHO = "goldlist", "naive", "echo"
# Small services that do plain purchases alone.
LEAN, REACH = "lean", "reach"
PLAIN = (LEAN, REACH)
# The same rows by bare SQL: each committed by itself, or so many at once.
SINGLE, SET = "floor_single", "floor_set"
FLOOR = (SINGLE, SET)
SET_SIZE = 64
# Goldlist twice: where much has gathered over time, and where nothing has.
GROWN, FRESH = "grown", "fresh"
GROWTH = (GROWN, FRESH)
# Goldlist twice: when each till waits for its answer, and when so many times more comes than can be done.
CALM, RUSH = "calm", "rush"
OVERLOAD = (CALM, RUSH)
RUSH_TIMES = 5
# Who had to wait longer for a success has given up: it does not count.
RUSH_PATIENCE_SECONDS = 3
POSTGRESQL, SQLITE, NONE = "postgresql", "sqlite", "none"
MANY = 64


class Contest(NamedTuple):
    """One kind of work on one kind of database, and all who do it in turn.

    `goal`: what should be left of the rate where much has gathered, or where too much comes. `large`: takes minutes and
    gigabytes to prepare.
    """

    title: str
    database: str
    work: str
    connections: int
    processes: int = 1
    systems: tuple[str, ...] = (GOLDLIST, NAIVE)
    goal: float | None = None
    large: bool = False

    @property
    def name(self) -> str:
        """A name for --only and for the results."""
        processes = f"-{self.processes}-processes" if self.processes > 1 else ""
        return f"{self.database}-{self.work}-{self.connections}{processes}"

    def home(self, system: str) -> str:
        """Whose database and server a system works with: its own, except where only the work says what is grown."""
        if self.work == "rich":
            return self.work
        if self.work == "years" or self.systems == OVERLOAD:
            return GOLDLIST
        return f"{self.work}_{system}" if self.systems == GROWTH else system


class Round(NamedTuple):
    """What one system did in one round. `rate` counts purchases (or reads) a second; CPU is in µs for each of them.

    `refused` and `broken` are answers that were no success and connections that broke: none is expected, but that many
    are refused in a rush. There `asked_rate` is how many came, `count` and CPU are of all of them, and `late` are the
    answers that came too late to count.
    """

    rate: float
    count: int
    server_us: float
    database_us: float
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    refused: int = 0
    broken: int = 0
    late: int = 0
    asked_rate: float = 0.0


def _of_database(database: str) -> list[Contest]:
    plain = PLAIN if database == POSTGRESQL else ()
    return [
        Contest("purchases, 64 tills", database, "purchases", 64, systems=(GOLDLIST, NAIVE, *plain, *FLOOR)),
        Contest("purchases, 16 tills", database, "purchases", 16),
        Contest("purchases, 1 till", database, "purchases", 1, systems=(GOLDLIST, NAIVE, *plain, SINGLE)),
        Contest("all 64 for one member", database, "hot", 64),
        Contest("status, 64 readers", database, "status", 64),
        Contest("quotes, 64 checkouts", database, "quotes", 64),
        Contest("status not modified, 64", database, "unchanged", 64, systems=(GOLDLIST,)),
        Contest("batches of 500, 1 sender", database, "batches", 1, systems=(GOLDLIST,)),
        Contest("goldlist import", database, "import", 1, systems=(GOLDLIST,)),
        Contest("five times too much", database, "rush", 64, systems=OVERLOAD, goal=0.8),
        Contest("one member, 64 tills", database, "years", 64, systems=GROWTH, goal=0.6),
        Contest("one member, rich programme", database, "rich", 64, systems=GROWTH, goal=0.6),
        Contest("all members, 64 tills", database, "million", 64, systems=GROWTH, goal=0.85, large=True),
    ]


CEILING = Contest("echo, 64 connections", NONE, "purchases", MANY, systems=(ECHO,))
TWO = (GOLDLIST, NAIVE, REACH)
CONTESTS = [
    *_of_database(POSTGRESQL)[:1],
    Contest("purchases, 64 tills, 2 processes", POSTGRESQL, "purchases", 64, processes=2, systems=TWO),
    *_of_database(POSTGRESQL)[1:],
    *_of_database(SQLITE),
    CEILING,
]

# What Goldlist alone can do is held against how fast the usual service does the same one by one.
COMPARED_WITH = {"unchanged": "status", "batches": "purchases", "import": "purchases"}


def chosen(only: list[str], large: bool) -> list[Contest]:
    """The contests with any of these texts in their names; all, when there are none."""
    offered = [contest for contest in CONTESTS if large or not contest.large]
    return [contest for contest in offered if not only or any(text in contest.name for text in only)]
