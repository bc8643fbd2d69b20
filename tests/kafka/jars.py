"""Apache Kafka's jars, copied once by Maven into the cache folder."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
PROJECT = Path(__file__).parents[2]
OLDEST_JAVA = 17  # what Kafka 4 brokers are compiled for


class NoKafka(Exception):
    """This machine cannot run a broker; the message says in one line what is missing."""


def java() -> str:
    """The path of a Java that runs Kafka 4: JAVA_HOME's, else the first on the path. Raises NoKafka."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if found is None:
        raise NoKafka(f"no java in {f'JAVA_HOME ({home})' if home else 'PATH'}: install a JDK {OLDEST_JAVA} or newer")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise NoKafka(f"{found} is too old ({said.partition(chr(10))[0]}): install a JDK {OLDEST_JAVA} or newer")
    return found


def jars() -> Path:
    """The folder of Kafka's jars: `.cache/kafka/<version>/libs`, or under RINGFENCE_CACHE. Raises NoKafka.

    The first call downloads 43 MB; processes that ask at the same time wait for one download.
    """
    version = re.search(r"<kafka\.version>(.+?)<", POM.read_text(encoding="utf-8"))
    if version is None:
        raise RuntimeError(f"{POM}: no kafka.version")
    cache = Path(os.environ.get("RINGFENCE_CACHE") or PROJECT / ".cache").resolve() / "kafka" / version[1]
    libraries = cache / "libs"
    if libraries.is_dir():
        return libraries
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not libraries.is_dir():
            _copy(libraries)
    return libraries


def _copy(libraries: Path) -> None:
    """Copies the jars beside `libraries` first, so that a broken download leaves nothing that looks whole."""
    maven = shutil.which("mvn")
    if maven is None:
        raise NoKafka("no mvn in PATH: install Maven, or set RINGFENCE_TEST_BROKER to a running broker's host:port")
    with tempfile.TemporaryDirectory(dir=libraries.parent) as scratch:
        partial = Path(scratch) / "libs"
        copy = [maven, "-B", "-q", "-C", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={partial}"]
        done = subprocess.run(copy, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            errors = [line for line in done.stdout.splitlines() if "ERROR" in line]
            raise NoKafka(f"mvn could not copy Kafka's jars to {libraries}: {errors[0] if errors else done.stderr}")
        partial.rename(libraries)
