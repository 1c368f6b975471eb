"""The services of ``deploy/compose.yaml`` fit together.

``scripts/check_deploy`` holds it against the Compose specification.
"""

from __future__ import annotations

from typing import Any

import yaml

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"


def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return told


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
