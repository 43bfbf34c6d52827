"""`goldlist demo`, run as somebody at a shell runs it; and the made-up shop that it shows."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from app import sample
from app.demo import server as demo_server
from app.demo.failure import DemoFailure
from app.demo.nearest import nearest
from app.demo.server import HOST, USUAL_PORT, DemoServer, free_port
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check
from app.sample.sales import BroughtBack, Sale, shop
from app.store.connection.serve_lock import serve_alone
from tests.lifeline import Lifeline

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
SHOWN_WITHIN_SECONDS = 180
UNTIL = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_demo_shows_everything_serves_on_and_leaves_nothing_running(tmp_path: Path) -> None:
    with taken(USUAL_PORT) as ours, running_demo(tmp_path) as demo:
        shown = until_it_serves(demo)
        address = re.search(r"http://127\.0\.0\.1:\d+", shown)
        assert address
        assert not ours or address[0] != f"http://127.0.0.1:{USUAL_PORT}"
        assert httpx2.get(f"{address[0]}/readyz").status_code == 200
        assert f"{address[0]}/docs" in shown
        for word in (
            "The golden list",
            "What other systems learn",
            "Gold",
            "Silver",
            "Last here",
            "Slipping away",
            "Nearest to the golden list",
            "●",
            "○",
            "more",
            "Why?",
            "1 point per 1.00 GBP",
            "if Gold began at 1,000.00",
            "Cost if all is used",
            "customers receive more",
        ):
            assert word in shown
        for words in ("Last here", "Slipping away", "Nearest to the golden list"):
            assert words in shown
        if shutil.which("curl"):
            assert_commands_work(shown)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(15) == 0
        assert "Traceback" not in demo.stderr.read()
        assert_nothing_runs(demo)
    verified = goldlist(tmp_path, "verify", "--program", sample.SLUG, "--rebuild")
    assert json.loads(verified.stdout)["ok"]


def test_a_demo_stopped_while_it_replays_leaves_nothing_running(tmp_path: Path) -> None:
    with running_demo(tmp_path) as demo:
        assert "enrolling" in demo.stderr.readline()
        demo.send_signal(signal.SIGINT)
        assert demo.wait(15) == 0
        assert demo.stdout.read().strip() == "stopped"
        assert_nothing_runs(demo)


def test_a_port_that_was_asked_for_and_is_taken_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as holder:
        port = holder.getsockname()[1]
        refused = goldlist(tmp_path, "demo", "--folder", str(tmp_path), "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"goldlist: port {port} is taken; choose another with --port, or omit it to use a free one"
    )


def test_a_folder_in_which_a_demo_runs_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "corner-coffee.db"
    database.write_text("in use")
    with serve_alone(f"sqlite:///{database}"):
        refused = goldlist(tmp_path, "demo", "--folder", str(tmp_path))
    assert refused.returncode == 1
    assert "another demo is running" in refused.stderr
    assert database.read_text() == "in use"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = goldlist(tmp_path, "demo", "--folder", str(tmp_path / "file"))
    assert refused.returncode == 1
    assert "--folder" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_server_that_does_not_start_is_told_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_server, "COMMAND", [sys.executable, "-c", "raise SystemExit('the disk is full')"])
    server = DemoServer("sqlite:///unused.db", free_port(None), tmp_path / "server.log")
    with pytest.raises(DemoFailure, match=r"did not start(.|\n)*the disk is full"), server:
        pass


def test_the_sample_programme_has_no_fault() -> None:
    assert isinstance(check(sample.programme()), ProgramDocument)


def test_the_same_seed_and_instant_make_the_same_shop() -> None:
    assert shop(UNTIL) == shop(UNTIL)
    assert shop(UNTIL, seed=1) != shop(UNTIL, seed=2)


def test_what_happened_in_the_sample_shop_happened_before_now_and_in_order() -> None:
    instants = [event.occurred_at for event in shop(UNTIL).events]
    assert instants == sorted(instants)
    assert instants[-1] < UNTIL
    assert instants[0] > UNTIL - timedelta(days=14 * 31)


def test_nobody_brings_back_what_was_not_bought_before() -> None:
    sold: dict[str, Sale] = {}
    returns = 0
    for event in shop(UNTIL).events:
        if isinstance(event, BroughtBack):
            returns += 1
            assert sold[event.purchase].visit.basket[event.line - 1].quantity >= 1
        else:
            sold[event.external_id] = event
    assert returns > 10


def test_every_kind_of_customer_comes_and_some_are_guests() -> None:
    made = shop(UNTIL)
    habits = {customer.external_id: customer.habit for customer in made.customers}
    came = {habits.get(event.member or "", "guest") for event in made.events if isinstance(event, Sale)}
    assert came == {"commuter", "family", "office", "student", "undecided", "occasional", "guest"}
    assert 1000 < len(made.events) < 5000


def test_the_nearest_thing_is_the_one_of_which_least_is_missing() -> None:
    status = {
        "punch_cards": [{"of": 10, "punches": 4}],
        "next_tier": {"name": "Gold", "needs": 4500},
        "qualifying": {"amount": 85500},
        "rebates": [
            {"period": {"to": "2026-06-30"}, "next_band": {"from": 12000, "needs": 500, "due_then": 240}},
            {"period": {"to": "2026-06-30"}, "next_band": None},
        ],
    }
    assert nearest(status).text == "£5.00 more by 30 Jun: £2.40 back"
    assert nearest(status | {"rebates": []}).text == "£45.00 more: Gold"
    assert nearest(status | {"rebates": [], "next_tier": None}).text == "6 more coffees fill the card"


@contextmanager
def running_demo(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    demo = subprocess.Popen(
        [*COMMAND, "demo", "--folder", str(folder)],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    lifeline = Lifeline(demo.pid)
    try:
        with demo:
            try:
                yield demo
            finally:
                demo.terminate()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGKILL)
        lifeline.let_go()


@contextmanager
def taken(port: int) -> Iterator[bool]:
    """Listen at the port; False when somebody else does, who may leave at any moment."""
    try:
        holder = socket.create_server((HOST, port))
    except OSError:
        yield False
        return
    with holder:
        yield True


def until_it_serves(demo: "subprocess.Popen[str]") -> str:
    deadline = time.monotonic() + SHOWN_WITHIN_SECONDS
    shown = ""
    for line in demo.stdout:
        shown += line
        if line.startswith("Serving until"):
            assert time.monotonic() < deadline
            return shown
    raise AssertionError(f"the demo ended early: {shown}{demo.stderr.read()}")


def assert_commands_work(shown: str) -> None:
    purchase, status, entries = (line for line in shown.splitlines() if line.strip().startswith("curl"))
    bought = run_line(purchase)
    assert bought["external_id"] == "try-1"
    assert run_line(purchase) == bought
    assert run_line(status)["member"] == bought["member"]
    whys = [entry["why"] for entry in run_line(entries)["data"]]
    assert any("7.20" in why for why in whys)


def run_line(line: str) -> dict[str, object]:
    done = subprocess.run(shlex.split(line), capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    assert "type" not in answer, "no problem"
    return answer


def assert_nothing_runs(demo: "subprocess.Popen[str]") -> None:
    """The demo was started as the leader of a group of its own, in which whatever it starts is too."""
    with pytest.raises(ProcessLookupError):
        os.killpg(demo.pid, 0)


def goldlist(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    database = {"GOLDLIST_DATABASE_URL": f"sqlite:///{folder}/corner-coffee.db"}
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=environment() | database, capture_output=True, text=True, check=False
    )


def environment() -> dict[str, str]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOLDLIST_")}
    return settings | {"PYTHONPATH": str(Path(__file__).parent.parent)}
