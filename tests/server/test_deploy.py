"""What ``deploy/`` holds is of the form that Compose and Kubernetes read, and fits together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from server.manual import variable
from server.settings import Settings
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
VARIABLES = {variable(name) for name in Settings.model_fields}

LABELS, TEXT, NUMBER, ANY = {"*": str}, str, int, object
QUANTITIES = {"cpu": TEXT, "memory": TEXT}
META = {"name": TEXT, "labels": LABELS}
SELECTOR = {"matchLabels": LABELS}
PORT = {"name": TEXT, "port": ANY, "targetPort": TEXT, "protocol": TEXT, "containerPort": NUMBER}
PROBE = {
    "httpGet": {"path": TEXT, "port": TEXT},
    "tcpSocket": {"port": TEXT},
    **dict.fromkeys(("periodSeconds", "timeoutSeconds", "failureThreshold"), NUMBER),
}
PEERS = [{"namespaceSelector": SELECTOR, "podSelector": SELECTOR}]
POD = {
    "automountServiceAccountToken": bool,
    "enableServiceLinks": bool,
    "terminationGracePeriodSeconds": NUMBER,
    "securityContext": {
        "runAsNonRoot": bool,
        "runAsUser": NUMBER,
        "runAsGroup": NUMBER,
        "seccompProfile": {"type": TEXT},
    },
    "topologySpreadConstraints": [
        {
            "maxSkew": NUMBER,
            "topologyKey": TEXT,
            "whenUnsatisfiable": TEXT,
            "labelSelector": SELECTOR,
        }
    ],
    "containers": [
        {
            "name": TEXT,
            "image": TEXT,
            "args": [TEXT],
            "ports": [PORT],
            "env": [{"name": TEXT, "value": TEXT}],
            "resources": {"requests": QUANTITIES, "limits": QUANTITIES},
            "securityContext": {
                "allowPrivilegeEscalation": bool,
                "readOnlyRootFilesystem": bool,
                "capabilities": {"drop": [TEXT]},
            },
            "volumeMounts": [{"name": TEXT, "mountPath": TEXT}],
            "startupProbe": PROBE,
            "readinessProbe": PROBE,
            "livenessProbe": PROBE,
            "lifecycle": {"preStop": {"sleep": {"seconds": NUMBER}}},
        }
    ],
    "volumes": [{"name": TEXT, "emptyDir": {"medium": TEXT, "sizeLimit": TEXT}}],
}
SPECS: dict[tuple[str, str], dict[str, Any]] = {
    ("apps/v1", "Deployment"): {
        "replicas": NUMBER,
        "selector": SELECTOR,
        "strategy": {
            "type": TEXT,
            "rollingUpdate": {"maxUnavailable": NUMBER, "maxSurge": NUMBER},
        },
        "template": {"metadata": {"labels": LABELS, "annotations": LABELS}, "spec": POD},
    },
    ("v1", "Service"): {"selector": LABELS, "ports": [PORT]},
    ("autoscaling/v2", "HorizontalPodAutoscaler"): {
        "scaleTargetRef": {"apiVersion": TEXT, "kind": TEXT, "name": TEXT},
        "minReplicas": NUMBER,
        "maxReplicas": NUMBER,
        "metrics": [
            {
                "type": TEXT,
                "resource": {
                    "name": TEXT,
                    "target": {"type": TEXT, "averageUtilization": NUMBER},
                },
            }
        ],
        "behavior": {
            "scaleUp": {"stabilizationWindowSeconds": NUMBER},
            "scaleDown": {"stabilizationWindowSeconds": NUMBER},
        },
    },
    ("policy/v1", "PodDisruptionBudget"): {"maxUnavailable": NUMBER, "selector": SELECTOR},
    ("networking.k8s.io/v1", "NetworkPolicy"): {
        "podSelector": SELECTOR,
        "policyTypes": [TEXT],
        "ingress": [{"from": PEERS, "ports": [PORT]}],
        "egress": [{"to": PEERS, "ports": [PORT]}],
    },
}
"""Of Kubernetes' own schema what is used here: names of members and types of values."""


def faults(value: Any, form: Any, at: str = "") -> Iterator[str]:
    """Say where a value is not of a form; a member that the form does not name is a fault."""
    if isinstance(form, dict):
        if not isinstance(value, dict):
            yield f"{at} is no object"
            return
        for name, member in value.items():
            known = form.get(name, form.get("*"))
            if known is None:
                yield f"{at}.{name} is not known"
            else:
                yield from faults(member, known, f"{at}.{name}")
    elif isinstance(form, list):
        if not isinstance(value, list):
            yield f"{at} is no list"
            return
        for number, item in enumerate(value):
            yield from faults(item, form[0], f"{at}[{number}]")
    elif not isinstance(value, form) or (form is int and isinstance(value, bool)):
        yield f"{at} is no {form.__name__}"


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


def test_every_manifest_has_the_form_of_its_kind() -> None:
    for manifest in manifests():
        spec = SPECS[manifest["apiVersion"], manifest["kind"]]
        form = {"apiVersion": TEXT, "kind": TEXT, "metadata": META, "spec": spec}
        assert list(faults(manifest, form, manifest["kind"])) == []


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"maxUnavailable": "1"}, ".maxUnavailable is no int"),
        ({"maxUnavailable": True}, ".maxUnavailable is no int"),
        ({"minimum": 1}, ".minimum is not known"),
        ({"selector": []}, ".selector is no object"),
    ],
)
def test_a_wrong_manifest_is_found(spec: dict[str, Any], fault: str) -> None:
    assert list(faults(spec, SPECS["policy/v1", "PodDisruptionBudget"])) == [fault]


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


def test_every_service_of_compose_is_confined() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"studio", "nablascope", "nginx", "redis"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert set(service["networks"]) <= set(compose["networks"])
        assert set(service.get("depends_on", ())) <= set(services)
        for volume in service.get("volumes", ()):
            assert (DEPLOY / volume.partition(":")[0]).is_dir()
    assert "profiles" not in services["studio"]
    assert all(services[name]["profiles"] == ["cluster"] for name in set(services) - {"studio"})
    # nginx asks for the service by its name, and the replicas believe nginx alone.
    assert "server nablascope:8000 " in (DEPLOY / "nginx" / "replicas.conf").read_text()
    proxy = services["nginx"]["networks"]["inside"]["ipv4_address"]
    assert services["nablascope"]["environment"]["NABLASCOPE_PROXIES"] == proxy
