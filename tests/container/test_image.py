"""The image's own steps, carried out without an engine (`image.py` says how), and what comes of them.

What only an engine can show is not tested: the base image, the walls of a container, the signals of its first process.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import SharedBroker
from tests.container.dockerfile import steps
from tests.container.image import Image
from tests.kafka.cluster import Cluster, Worker, until
from tests.kafka.topics import Topics

PROJECT = Path(__file__).parents[2]
STEPS = steps((PROJECT / "Dockerfile").read_text(encoding="utf-8"))
PARTITIONS = 2
INSTALLED = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return Image(PROJECT, tmp_path_factory.mktemp("image"))


def locked(name: str) -> dict[str, str]:
    """The versions that a lock holds for this machine."""
    text = (PROJECT / name).read_text(encoding="utf-8")
    found = [Requirement(line.rstrip(" \\")) for line in text.splitlines() if re.match(r"\w", line)]
    return {
        one.name: str(one.specifier).removeprefix("==") for one in found if one.marker is None or one.marker.evaluate()
    }


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder, with its time and size."""
    return {str(f): (f.lstat().st_mtime_ns, f.lstat().st_size) for f in folder.rglob("*") if not f.is_dir()}


def test_every_stage_begins_with_one_pinned_python() -> None:
    bases = [step.words for step in STEPS if step.keyword == "FROM"]
    names = {words[2] for words in bases if len(words) > 1}
    (outside,) = [words[0] for words in bases if words[0] not in names]
    assert re.fullmatch(r"python:3\.13\.\d+-slim-[a-z]+", outside)


def test_what_is_installed_is_checked_by_hash_or_was_built_in_the_image() -> None:
    installs = [
        part for step in STEPS if step.keyword == "RUN" for part in step.text.split("&&") if " install " in part
    ]
    assert len(installs) == 3
    by_hash = [part for part in installs if "--require-hashes" in part]
    (own,) = [part for part in installs if part not in by_hash]
    assert {"--no-deps", "--no-index"} <= set(own.split())


def test_it_runs_a_worker_as_a_user_without_rights(image: Image) -> None:
    assert (image.entrypoint, image.command) == (["ringfence"], ["worker"])
    user, group = map(int, image.user.split(":"))
    assert min(user, group) > 0


def test_it_holds_the_locked_versions_of_the_run_time_dependencies_and_nothing_else(image: Image) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = {canonicalize_name(name): version for name, version in json.loads(image.python(INSTALLED)).items()}
    assert installed == locked("requirements.lock") | {"ringfence": project["version"]}
    top = {path.relative_to(image.root).parts[0] for path in image.root.iterdir()}
    assert top == {"usr", "opt", "var"}  # no sources, no locks


def test_it_runs_its_own_code_and_nothing_of_the_checkout(image: Image) -> None:
    places = image.python(
        "import streams, detectors, models; print(streams.__file__, detectors.__file__, models.__file__)"
    )
    assert all(Path(place).is_relative_to(image.path("/opt/ringfence")) for place in places.split())
    assert image.python("from importlib.util import find_spec as f; print(f('tests'), f('pip'))") == "None None"


def test_its_kernels_are_for_any_processor_of_the_architecture(image: Image) -> None:
    target = "from numba.core.registry import cpu_target as t; print(t.target_context.codegen().magic_tuple()[1:])"
    assert image.python(target) == "('generic', '')"  # what numba finds its compiled code by


def test_its_commands_answer(image: Image) -> None:
    assert "Works on Kafka" in image.run("--help")
    assert "recommendations: " in image.run("demo")


def test_a_worker_judges_and_stops_without_compiling_or_writing_anything(
    image: Image, broker: SharedBroker, topics: Topics, tmp_path: Path
) -> None:
    cluster = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    settings = {name: cluster.environment[name] for name in ("RINGFENCE_BROKERS", "RINGFENCE_TOPIC_PREFIX")}
    settings |= {"RINGFENCE_GROUP": f"{topics.prefix}group", "RINGFENCE_PARTITIONS": str(PARTITIONS)}
    before = files(image.root)
    image.run("topics", "apply", **settings)
    log = tmp_path / "worker.log"
    with log.open("wb") as out, image.start(out, **settings) as process:
        try:
            worker = Worker(process, log)
            until(worker.ready, "a worker that is ready")
            image.run("send", str(PROJECT / "docs" / "example"), **settings)
            cluster.settled()
            assert worker.stop() == 0, log.read_text()
        finally:
            process.kill()
    assert len(cluster.values("enforcement")) == 2
    assert files(image.root) == before
