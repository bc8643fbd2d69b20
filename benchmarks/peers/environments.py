"""An environment of its own for each peer, in the cache folder, made at its first use: a venv, or jars and classes."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from tests.kafka.jars import NoKafka, java

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
MAIN = {"flink": "FlinkCount", "kafka-streams": "KafkaStreamsCount"}
OPENED = ("java.base/java.util=ALL-UNNAMED", "java.base/java.lang=ALL-UNNAMED")  # which Flink looks into
MEMORY = "-Xmx2g"


PINNED = re.compile(r"^(quixstreams|bytewax|pathway|confluent-kafka)==(.+)$", re.MULTILINE)
ARTIFACT = re.compile(r"<artifactId>(kafka-streams|flink-streaming-java)</artifactId>\s*<version>([^<]+)</version>")


class Unavailable(Exception):
    """A peer cannot be had on this machine; the message says why."""


def python(name: str) -> list[str]:
    """The Python that has what `requirements/NAME.txt` pins."""
    requirements = HERE / "requirements" / f"{name}.txt"

    def make(folder: Path) -> None:
        _run([sys.executable, "-m", "venv", str(folder)])
        pip = [
            str(folder / "bin/python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ]
        _run([*pip, "--no-deps", "-r", str(requirements)])

    return [str(_made(name, [requirements], make) / "bin/python")]


def jvm(name: str) -> list[str]:
    """The Java that runs `java/NAME`, up to its arguments."""
    project, clock = HERE / "java" / name, HERE / "java" / "Clock.java"
    sources = sorted(project.glob("*.java"))

    def make(folder: Path) -> None:
        maven, compiler = shutil.which("mvn"), shutil.which("javac")
        if maven is None or compiler is None:
            raise Unavailable("no mvn or javac in PATH: install Maven and a JDK")
        copy = [maven, "-B", "-q", "-C", "-f", str(project / "pom.xml"), "dependency:copy-dependencies"]
        _run([*copy, f"-DoutputDirectory={folder / 'libs'}"])
        _run([compiler, "-cp", f"{folder / 'libs'}/*", "-d", str(folder / "classes"), *map(str, [clock, *sources])])

    made = _made(name, [project / "pom.xml", clock, *sources], make)
    try:
        program = java()
    except NoKafka as missing:
        raise Unavailable(str(missing)) from None
    opened = [word for package in OPENED for word in ("--add-opens", package)]
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    return [program, MEMORY, *opened, quiet, "-cp", f"{made / 'classes'}:{made / 'libs'}/*", MAIN[name]]


def versions() -> dict[str, str]:
    """What the engines are pinned to.

    >>> {"quixstreams", "kafka-streams", "flink-streaming-java"} <= versions().keys()
    True
    """
    found: dict[str, str] = {}
    for requirements in sorted(HERE.glob("requirements/*.txt")):
        found = dict(PINNED.findall(requirements.read_text(encoding="utf-8"))) | found
    for project in sorted(HERE.glob("java/*/pom.xml")):
        found |= dict(ARTIFACT.findall(project.read_text(encoding="utf-8")))
    return found


def _made(name: str, sources: list[Path], make: Callable[[Path], None]) -> Path:
    """The folder that `make` has filled from these sources, under a name that changes when they do."""
    digest = blake2b(sys.version.encode(), digest_size=6)
    for source in sources:
        digest.update(source.read_bytes())
    cache = Path(os.environ.get("RINGFENCE_CACHE") or PROJECT / ".cache").resolve() / "peers"
    folder = cache / f"{name}-{digest.hexdigest()}"
    with _locked(cache / f"{name}.lock"):
        complete = folder / "complete"
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            complete.touch()
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr + done.stdout).strip().splitlines() or [f"ended with {done.returncode}"]
        raise Unavailable(f"{Path(command[0]).name}: {said[-1]}")
