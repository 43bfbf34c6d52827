"""Settings: what is wrong with them is told by the name of the variable, a line for each."""

from pathlib import Path

import pytest

from app.settings import WrongSettings, read_settings
from tests.service.processes import Installation


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_POOLER", "PEPPER_FILE", "LOG_FORMAT", "ACCESS_LOG", "WORKER"):
        monkeypatch.delenv(f"GOLDLIST_{name}", raising=False)


def faults(monkeypatch: pytest.MonkeyPatch, **settings: str) -> list[str]:
    """What is told of these settings."""
    for name, value in settings.items():
        monkeypatch.setenv(f"GOLDLIST_{name}", value)
    with pytest.raises(WrongSettings) as told:
        read_settings()
    return str(told.value).splitlines()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_POOLER", "session", "must be none or transaction, but is 'session'"),
        ("LOG_FORMAT", "xml", "must be text or json, but is 'xml'"),
        ("ACCESS_LOG", "perhaps", "must be true or false, but is 'perhaps'"),
        ("WORKER", "2", "must be true or false, but is '2'"),
        ("REQUESTS_PER_SECOND", "many", "must be a whole number, but is 'many'"),
        ("REQUESTS_PER_SECOND", "0", "must be at least 1, but is '0'"),
        ("REQUESTS_PER_SECOND", "1000001", "must be at most 1000000, but is '1000001'"),
        ("OUTGOING_ALLOW", "localhost", "must be hosts with ports such as localhost:8080, but has 'localhost'"),
        ("OUTGOING_ALLOW", "a:9,b:65536", "must be hosts with ports such as localhost:8080, but has 'b:65536'"),
        ("DATABSE_URL", "sqlite:///x.db", "is not a setting; did you mean GOLDLIST_DATABASE_URL?"),
    ],
)
def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    assert faults(monkeypatch, **{name: value}) == [f"GOLDLIST_{name} {told}"]


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults(monkeypatch, LOG_FORMAT="xml", WORKER="x", REQUESTS_PER_SECOND="-1")
    assert [line.split()[0] for line in told] == [
        "GOLDLIST_LOG_FORMAT",
        "GOLDLIST_WORKER",
        "GOLDLIST_REQUESTS_PER_SECOND",
    ]


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "DATABASE_POOLER", "PEPPER_FILE", "LOG_FORMAT", "WORKER", "REQUESTS_PER_SECOND"]
)
def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    by_default = read_settings()
    monkeypatch.setenv(f"GOLDLIST_{name}", "")
    assert read_settings() == by_default


def test_a_pepper_is_a_file_of_at_least_16_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "pepper"
    file.write_bytes(b"fifteen bytes..\n")
    assert faults(monkeypatch, PEPPER_FILE=str(file)) == [
        f"GOLDLIST_PEPPER_FILE names {file}, which has fewer than 16 bytes; make 32 with `head -c 32 /dev/urandom`"
    ]
    file.write_bytes(b"sixteen bytes...")
    assert read_settings().pepper() == b"sixteen bytes..."
    file.unlink()
    [told] = faults(monkeypatch, PEPPER_FILE=str(file))
    assert told == f"GOLDLIST_PEPPER_FILE names {file}, which cannot be read: no such file or directory"
    [told] = faults(monkeypatch, PEPPER_FILE=str(tmp_path))
    assert told.endswith("which cannot be read: is a directory")


def test_a_command_tells_each_in_a_line(tmp_path: Path) -> None:
    installation = Installation("sqlite:///goldlist.db", tmp_path)
    installation.environment |= {"GOLDLIST_WORKER": "x", "GOLDLIST_LOG_FORMAT": "y"}
    done = installation.attempt("serve", "--port", "0")
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert done.stderr == (
        "goldlist: GOLDLIST_LOG_FORMAT must be text or json, but is 'y'\n"
        "goldlist: GOLDLIST_WORKER must be true or false, but is 'x'\n"
    )


def test_a_secrets_key_is_a_file_of_at_least_32_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_bytes(b"k" * 31)
    (told,) = faults(monkeypatch, SECRETS_KEY_FILE=str(file))
    assert told.startswith(f"GOLDLIST_SECRETS_KEY_FILE names {file}, which has fewer than 32 bytes")
    file.write_bytes(b"k" * 32)
    assert read_settings().secrets_key() == b"k" * 32


def test_allowed_places_are_hosts_with_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDLIST_OUTGOING_ALLOW", "LOCALHOST:8080, [::1]:9")
    assert read_settings().outgoing() == {("localhost", 8080), ("::1", 9)}
