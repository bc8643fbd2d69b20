"""What the project promises of itself: the wheel's contents, pinned dependencies, short and well-named files."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from models.content import KINDS

PROJECT = Path(__file__).parents[1]
PACKAGES = ("streams", "detectors", "models")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
LONGEST = 250
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


def modules(folders: tuple[str, ...] = PACKAGES) -> list[Path]:
    found = [file.relative_to(PROJECT) for folder in folders for file in (PROJECT / folder).rglob("*.py")]
    assert found
    return found


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel: list[str]) -> None:
    top = {name.partition("/")[0] for name in wheel}
    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)
    assert len(top) == len(PACKAGES) + 1


def test_the_wheel_holds_every_module_the_policy_the_models_and_the_licence(wheel: list[str]) -> None:
    assert {str(file) for file in modules()} <= set(wheel)
    assert "detectors/policy.toml" in wheel
    assert {
        f"models/artifacts/{kind}.{end}" for kind in (*KINDS, "behaviour") for end in ("skops", "json", "md")
    } <= set(wheel)
    assert any(name.endswith("/licenses/LICENSE") for name in wheel)


def entries(lock: str) -> list[str]:
    """What a lock names, a line each, with its hashes."""
    text = (PROJECT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert found
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_dependency_has_an_exact_version_and_a_hash(lock: str) -> None:
    exact = re.compile(
        r"[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==[0-9][\w.!+]*( ; [^#]*?)? +--hash=sha256:[0-9a-f]{64}\b", re.IGNORECASE
    )
    assert [entry.split(" --hash")[0] for entry in entries(lock) if not exact.match(entry)] == []


def test_the_lock_for_development_holds_what_the_others_hold_in_the_same_versions() -> None:
    development = set(entries("requirements-dev.lock"))
    assert {lock: set(entries(lock)) - development for lock in LOCKS} == {lock: set() for lock in LOCKS}


def test_the_locks_hold_versions_that_the_project_allows() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [one for one in groups["dev"] if one != {"include-group": "build"}],
        "requirements-build.lock": groups["build"],
    }
    for lock, wanted in asked.items():
        versions = dict(entry.split(" ")[0].split("==") for entry in entries(lock))
        needed = {canonicalize_name(one.name): one.specifier for one in map(Requirement, wanted)}
        assert [name for name, allowed in needed.items() if versions.get(name, "none") not in allowed] == [], lock


def test_no_file_is_too_long_to_read_at_once() -> None:
    files = modules((*PACKAGES, "tests", "benchmarks"))
    lengths = {str(file): len((PROJECT / file).read_text(encoding="utf-8").splitlines()) for file in files}
    assert {file: lines for file, lines in lengths.items() if lines > LONGEST} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    assert [str(file) for file in modules() if VAGUE & {part.removesuffix(".py") for part in file.parts}] == []
