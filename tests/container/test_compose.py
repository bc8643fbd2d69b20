"""The compose file: valid by the specification's own schema, and safe and whole for who runs it."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from streams.settings import Settings
from tests.kafka.broker import Broker, _free_ports, answers
from tests.kafka.jars import POM

PROJECT = Path(__file__).parents[2]
COMPOSE = PROJECT / "compose.yaml"
CHECK = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.compose-spec"]
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:1")
IMAGE_CLUSTER = "5L6g3nShT-eMCtK--X86sw"  # what apache/kafka sets where nobody does
SECONDS = re.compile(r"(\d+)s")

Service = dict[str, Any]


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    found: dict[str, Service] = YAML(typ="safe").load(COMPOSE)["services"]
    return found


def checked(file: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*CHECK, file], env=os.environ | NOWHERE, capture_output=True, text=True, check=False)


def test_it_is_valid_by_the_schema_of_the_specification_which_needs_no_network() -> None:
    done = checked(COMPOSE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_would_find_a_misspelt_key(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text(encoding="utf-8").replace("healthcheck:", "healthchecks:"), encoding="utf-8")
    done = checked(wrong)
    assert done.returncode == 1
    assert "healthchecks" in done.stdout


def test_what_is_published_is_so_on_this_machine_alone(services: dict[str, Service]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not str(port).startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("name", ["worker", "tick"])
def test_there_can_be_as_many_of_them_as_wanted(services: dict[str, Service], name: str) -> None:
    assert services[name].keys() & {"container_name", "ports", "hostname"} == set()
    assert services[name]["restart"] == "on-failure"


def test_each_waits_for_what_it_needs(services: dict[str, Service]) -> None:
    waits = {
        name: {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
        for name, service in services.items()
    }
    healthy = {"kafka": "service_healthy"}
    ready = healthy | {"topics": "service_completed_successfully"}
    assert waits == {"kafka": {}, "topics": healthy, "worker": ready, "tick": ready}


@pytest.mark.parametrize("name", ["worker", "tick"])
def test_each_hears_that_it_is_to_stop_and_has_longer_than_it_may_take(services: dict[str, Service], name: str) -> None:
    assert services[name]["init"] is True
    grace = SECONDS.fullmatch(services[name]["stop_grace_period"])
    assert grace is not None
    assert int(grace[1]) > 10  # docs/kafka.md


def test_all_commands_are_of_one_image_of_this_version(services: dict[str, Service]) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in ("topics", "worker", "tick"):
        assert services[name]["image"] == f"ringfence:{project['version']}"
        assert services[name]["environment"] == services["worker"]["environment"]
    commands = {name: service.get("command") for name, service in services.items()}
    assert commands == {"kafka": None, "topics": ["topics", "apply"], "worker": None, "tick": ["tick"]}


def test_the_settings_it_passes_on_have_the_defaults_of_the_settings(services: dict[str, Service]) -> None:
    environment = services["worker"]["environment"]
    inside = re.search(r"INSIDE://([\w:]+)", services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"])
    assert inside is not None
    assert environment["RINGFENCE_BROKERS"] == inside[1]
    assert environment["RINGFENCE_PARTITIONS"] == f"${{RINGFENCE_PARTITIONS:-{Settings().partitions}}}"
    assert environment["RINGFENCE_HASH_KEY"] == "${RINGFENCE_HASH_KEY:-}"  # never a value of its own


def test_health_is_asked_where_it_is_served(services: dict[str, Service]) -> None:
    environment = services["worker"]["environment"]
    assert environment["RINGFENCE_METRICS_HOST"] == "0.0.0.0"  # noqa: S104 - of the container
    for name in ("worker", "tick"):
        program = services[name]["healthcheck"]["test"][-1]
        assert f"http://127.0.0.1:{environment['RINGFENCE_METRICS_PORT']}/health" in program
        compile(program, name, "exec")
        assert "ports" not in services[name]


def test_kafka_is_the_version_of_the_tests_and_keeps_its_data(services: dict[str, Service]) -> None:
    version = re.search(r"<kafka\.version>(.+?)<", POM.read_text(encoding="utf-8"))
    assert version is not None
    kafka = services["kafka"]
    assert kafka["image"] == f"apache/kafka:{version[1]}"
    (volume,) = kafka["volumes"]
    assert volume == f"kafka:{kafka['environment']['KAFKA_LOG_DIRS']}"
    assert "kafka" in YAML(typ="safe").load(COMPOSE)["volumes"]


def test_kafka_starts_with_it_as_its_image_would_and_answers_inside_and_at_what_is_published(
    services: dict[str, Service], own_broker: Broker, tmp_path: Path
) -> None:
    """By the image's own program, which makes a configuration of the variables and formats the folder of the data."""
    inside, (host, controller) = own_broker.bootstrap, (f"127.0.0.1:{port}" for port in _free_ports(2))
    own_broker.stop()
    addresses = {
        "INSIDE://:9092": f"INSIDE://{inside}",
        "INSIDE://kafka:9092": f"INSIDE://{inside}",
        "HOST://:29092": f"HOST://{host}",
        "HOST://127.0.0.1:9092": f"HOST://{host}",
        "localhost:9093": controller,
        "/var/lib/kafka/data": str(tmp_path / "data"),
    }
    variables = {name: str(value) for name, value in services["kafka"]["environment"].items()}
    for old, new in addresses.items():
        assert any(old in value for value in variables.values()), old
        variables = {name: value.replace(old, new) for name, value in variables.items()}
    program = own_broker._run("kafka.docker.KafkaDockerWrapper")
    folders = {option: tmp_path / option.strip("-") for option in ("-D", "-M", "-F")}  # defaults, mounted, final
    for option, folder in folders.items():
        folder.mkdir()
        program += [option, str(folder)] if option != "-D" else ["setup", option, str(folder)]
    subprocess.run(program, env=variables | {"CLUSTER_ID": IMAGE_CLUSTER}, check=True, capture_output=True)
    own_broker._settings = folders["-F"] / "server.properties"
    own_broker.start()  # returns once it answers inside
    assert answers(host)
    assert services["kafka"]["ports"] == ["127.0.0.1:9092:29092"]
    assert services["kafka"]["healthcheck"]["test"][:2] == ["CMD", "/opt/kafka/bin/kafka-broker-api-versions.sh"]
