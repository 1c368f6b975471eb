"""``deploy/compose.yaml`` is of the form that Compose reads, and its services fit together."""

from __future__ import annotations

from typing import Any

import yaml

from tests.conftest import ROOT
from tests.server.forms import faults

DEPLOY = ROOT / "deploy"

TEXT, NUMBER, FLAG, ANY = str, int, bool, object

SERVICE = {
    "image": TEXT,
    "build": TEXT,
    "command": [TEXT],
    "user": TEXT,
    "restart": {"no", "always", "on-failure", "unless-stopped"},
    "read_only": FLAG,
    "tmpfs": [TEXT],
    "cap_drop": [TEXT],
    "security_opt": [TEXT],
    "stop_grace_period": TEXT,
    "mem_limit": TEXT,
    "pids_limit": NUMBER,
    "profiles": [TEXT],
    "environment": {"*": TEXT},
    "deploy": {"replicas": NUMBER},
    "depends_on": {"*": {"condition": {"service_started", "service_healthy"}}},
    "volumes": [TEXT],
    "ports": [TEXT],
    "networks": ([TEXT], {"*": {"ipv4_address": TEXT}}),
}
COMPOSE = {
    "name": TEXT,
    "x-confined": ANY,
    "x-server": ANY,
    "services": {"*": SERVICE},
    "networks": {"*": {"ipam": {"config": [{"subnet": TEXT}]}}},
}
"""Of Compose's own schema what is used here: names of members and types of values."""


def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return told


def test_it_has_the_form_that_compose_reads() -> None:
    assert list(faults(compose(), COMPOSE)) == []


def test_every_service_of_compose_is_confined() -> None:
    told = compose()
    services = told["services"]
    assert set(services) == {"studio", "nablascope", "nginx", "redis"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert set(service["networks"]) <= set(told["networks"])
        assert set(service.get("depends_on", ())) <= set(services)
        for volume in service.get("volumes", ()):
            assert (DEPLOY / volume.partition(":")[0]).is_dir()
    assert "profiles" not in services["studio"]
    assert all(services[name]["profiles"] == ["cluster"] for name in set(services) - {"studio"})
    # nginx asks for the service by its name, and the replicas believe nginx alone.
    assert "server nablascope:8000 " in (DEPLOY / "nginx" / "replicas.conf").read_text()
    proxy = services["nginx"]["networks"]["inside"]["ipv4_address"]
    assert services["nablascope"]["environment"]["NABLASCOPE_PROXIES"] == proxy
