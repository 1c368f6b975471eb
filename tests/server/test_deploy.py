"""The manifests of ``deploy/kubernetes`` fit together.

``scripts/check_deploy`` holds each of them against Kubernetes' own schema.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from server.manual import variable
from server.settings import Settings
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
VARIABLES = {variable(name) for name in Settings.model_fields}


def manifests() -> list[dict[str, Any]]:
    folder = DEPLOY / "kubernetes"
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    there = {file.name for file in folder.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(listed) == there
    return [one for name in listed for one in yaml.safe_load_all((folder / name).read_text())]


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {m["metadata"]["name"]: m["spec"] for m in manifests() if m["kind"] == kind}


def labels_of_pods() -> list[dict[str, str]]:
    return [spec["template"]["metadata"]["labels"] for spec in of_kind("Deployment").values()]


def test_every_selector_finds_pods() -> None:
    selectors = [spec["selector"] for spec in of_kind("Service").values()]
    for kind, member in (
        ("Deployment", "selector"),
        ("PodDisruptionBudget", "selector"),
        ("NetworkPolicy", "podSelector"),
    ):
        selectors += [spec[member]["matchLabels"] for spec in of_kind(kind).values()]
    for selector in selectors:
        assert any(selector.items() <= labels.items() for labels in labels_of_pods())
    target = of_kind("HorizontalPodAutoscaler")["nablascope"]["scaleTargetRef"]
    assert target == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "nablascope"}


def test_every_pod_is_confined() -> None:
    for spec in of_kind("Deployment").values():
        pod = spec["template"]["spec"]
        assert pod["automountServiceAccountToken"] is pod["enableServiceLinks"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["limits"]["memory"]
            assert container["readinessProbe"]
            assert container["livenessProbe"]


def test_ports_are_those_that_containers_name() -> None:
    pods = {name: spec["template"]["spec"] for name, spec in of_kind("Deployment").items()}
    for name, service in of_kind("Service").items():
        named = {port["name"] for one in pods[name]["containers"] for port in one["ports"]}
        assert {port["targetPort"] for port in service["ports"]} <= named
    container = pods["nablascope"]["containers"][0]
    assert f"EXPOSE {container['ports'][0]['containerPort']}\n" in (ROOT / "Dockerfile").read_text()
    user = pods["nablascope"]["securityContext"]["runAsUser"]
    assert f"USER {user}:{user}\n" in (ROOT / "Dockerfile").read_text()


def test_the_server_has_time_to_drain() -> None:
    pod = of_kind("Deployment")["nablascope"]["template"]["spec"]
    waits = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] >= waits + 10


def test_every_variable_is_a_setting() -> None:
    texts = [file.read_text() for file in DEPLOY.rglob("*") if file.is_file()]
    texts += [(ROOT / "Dockerfile").read_text()]
    named = {name for text in texts for name in re.findall(r"NABLASCOPE_[A-Z_]+", text)}
    assert len(named) >= 5
    assert named - VARIABLES == set()
