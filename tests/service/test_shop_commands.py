"""Connectors from a shell."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app

DOCUMENT = {"name": "Shop", "currency": "GBP", "time_zone": "Europe/London"}


def test_a_shop_is_connected_and_its_messages_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_bytes(b"k" * 32)
    (tmp_path / "programme.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / "settings.json").write_text(json.dumps({"enrol": "everyone"}))
    monkeypatch.setenv("GOLDLIST_DATABASE_URL", f"sqlite:///{tmp_path}/goldlist.db")
    monkeypatch.setenv("GOLDLIST_SECRETS_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("GOLDLIST_PUBLIC_URL", "https://loyalty.example")
    shell = CliRunner()

    def run(*arguments: str, said: str = "", code: int = 0) -> str:
        done = shell.invoke(app, list(arguments), input=said)
        assert done.exit_code == code, done.output
        return done.output

    run("program", "create", "--slug", "shop", "--file", str(tmp_path / "programme.json"))
    create = ["connectors", "create", "--program", "shop", "--name", "web", "--kind", "shopify"]
    made = json.loads(run(*create, "--settings", str(tmp_path / "settings.json"), said="a secret of the shop\n"))
    assert made["inbox"] == f"https://loyalty.example/in/{made['id']}"
    assert made["settings"]["enrol"] == "everyone"
    assert json.loads(run("connectors", "list", "--program", "shop"))["deliveries"] == {}
    run(*create, said="another secret\n", code=2)
    run(*create[:-1], "ebay", said="a secret\n", code=2)
    assert run("deliveries", "list", "--program", "shop") == ""
    run("deliveries", "show", "--program", "shop", "dlv_unknown", code=2)
    assert "subscription" in run("connectors", "saleor-subscription")
