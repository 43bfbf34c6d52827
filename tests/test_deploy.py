"""What deploy/ has fits the program: figures that exist, a unit that systemd takes, manifests that fit together."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.api.http.metrics import Metrics
from app.settings import Settings

DEPLOY = Path(__file__).parents[1] / "deploy"
FIGURE = re.compile(r"\bgoldlist_[a-z_]+")
SUFFIXES = ("_bucket", "_sum", "_count", "_total")


def known_figures() -> set[str]:
    """The names that `/metrics` shows, without the endings of their kinds."""
    named = re.findall(r"^# TYPE (\S+)", Metrics(None).text().decode(), re.MULTILINE)
    return {bare(name) for name in named}


def bare(name: str) -> str:
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def needs(program: str) -> str:
    """The path of a program; skips the test where it is missing."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def ran(*command: str, folder: Path = DEPLOY) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_alerts_and_dashboard_use_figures_that_exist() -> None:
    alerts = yaml.safe_load((DEPLOY / "prometheus/alerts.yaml").read_text())
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    dashboard = json.loads((DEPLOY / "grafana/goldlist.json").read_text())
    expressions = [rule["expr"] for rule in rules]
    expressions += [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    used = {bare(name) for one in expressions for name in FIGURE.findall(one)}
    assert used <= known_figures()
    assert len(rules) >= 12
    tests = yaml.safe_load((DEPLOY / "prometheus/alerts.test.yaml").read_text())["tests"]
    rings = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one["exp_alerts"]}
    assert rings == {rule["alert"] for rule in rules}, "promtool tries each alert"
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] in ("page", "warn") for rule in rules)
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"]) >= 10


def test_alerts_ring_when_they_should() -> None:
    promtool = needs("promtool")
    ran(promtool, "check", "rules", "prometheus/alerts.yaml")
    ran(promtool, "test", "rules", "prometheus/alerts.test.yaml")


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    analyze = needs("systemd-analyze")
    text = (DEPLOY / "systemd/goldlist.service").read_text()
    for wish in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert wish in text
    # The program stands elsewhere on this machine.
    (tmp_path / "goldlist.service").write_text(text.replace("/opt/goldlist/bin/goldlist", sys.executable))
    ran(analyze, "verify", str(tmp_path / "goldlist.service"))


def test_manifests_fit_together() -> None:
    objects = manifests()
    kinds = {(one["kind"], one["metadata"]["name"]) for one in objects}
    assert {("Deployment", "serve"), ("Deployment", "worker"), ("Job", "migrate"), ("Service", "goldlist")} <= kinds
    assert {("PodDisruptionBudget", "serve"), ("NetworkPolicy", "serve")} <= kinds
    labels: list[dict[str, str]] = []
    for one in objects:
        if one["kind"] not in ("Deployment", "Job"):
            continue
        pod = one["spec"]["template"]
        labels.append(pod["metadata"]["labels"])
        (container,) = pod["spec"]["containers"]
        assert pod["spec"]["securityContext"]["runAsNonRoot"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        for variable in container["env"]:
            assert variable["name"].removeprefix("GOLDLIST_").lower() in Settings.model_fields, variable
    for one in objects:
        spec = one.get("spec", {})
        chosen = spec.get("selector") or spec.get("podSelector")
        chosen = chosen.get("matchLabels", chosen) if chosen else None
        if chosen:
            assert any(chosen.items() <= of_pod.items() for of_pod in labels), one["metadata"]["name"]


def manifests() -> list[dict[str, Any]]:
    """All objects, as kustomize makes them; as they are written where it is missing."""
    folder = DEPLOY / "kubernetes"
    if kubectl := shutil.which("kubectl"):
        return [one for one in yaml.safe_load_all(ran(kubectl, "kustomize", str(folder))) if one]
    names = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    return [one for name in names for one in yaml.safe_load_all((folder / name).read_text()) if one]
