"""The files of requests that the tills send, each made when it is first wanted."""

from pathlib import Path
from random import Random

from bench import generators, million, workload, years
from bench.contests import GROWN, Contest

TAGGED = 200
# More than there are purchases in a round, so that each is another member's.
OF_A_MILLION = 8_000


class Requests:
    """Files of requests in a folder."""

    def __init__(self, folder: Path, copies: int) -> None:
        self._folder = folder
        self._copies = copies

    def of(self, contest: Contest, system: str, key: str, port: int, run: int) -> Path:
        """The file for one round: `run` is its number."""
        work = contest.work
        path = self._folder / f"{contest.database}-{work}.requests"
        made: list[bytes] | None = None
        match work:
            case "unchanged":  # tags change with every purchase
                made = _unchanged(key, port)
            case "million":  # each time others, or all of theirs would be at hand
                made = self._of_a_million(key, Random(run), self._copies if system == GROWN else 0)
            case "years" | "rich":
                made = workload.purchases(key, [years.REGULAR if system == GROWN else f"new-{run}"], enrol=True)
            case "hot" if not path.exists():
                made = workload.purchases(key, [workload.HOT])
            case "batches" if not path.exists():
                made = workload.batches(key)
            case "quotes" if not path.exists():
                made = workload.quotes(key)
            case "status" if not path.exists():
                made = workload.statuses(key)
            case _ if not path.exists():
                made = workload.purchases(key, workload.everybody())
        if made:
            workload.write_requests(path, made)
        return path

    def _of_a_million(self, key: str, chance: Random, copies: int) -> list[bytes]:
        return workload.purchases(key, million.names(chance, copies, OF_A_MILLION), OF_A_MILLION)


def _unchanged(key: str, port: int) -> list[bytes]:
    names = [workload.member(number) for number in range(TAGGED)]
    reads = workload.statuses(key, dict.fromkeys(names, ""))
    return workload.statuses(key, dict(zip(names, generators.tags(port, reads), strict=True)))
