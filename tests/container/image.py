"""An image without an engine: the steps of a Dockerfile, carried out in a folder that stands for the root.

Absolute paths of the Dockerfile are meant below that folder, but for the machine's own programs. The base image is a
virtual environment of the Python that runs the tests, at `/usr/local`. A step that cannot be carried out is an error.
"""

import os
import re
import shutil
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen, run
from typing import IO

from streams.kernel_cache import cache_folder
from tests.container.dockerfile import Step, let_through, steps

# an absolute path at the beginning of a word, that is neither of an address nor of the machine's own programs
PATH = re.compile(r"(?<![\w./-])(?<!:/)/(?!/|(?:bin|sbin|usr/bin|usr/sbin|dev)\b)(?=\w|$)")
BASE_PATH = "/usr/local/bin:/usr/bin:/bin"
TO_THE_REGISTRY = re.compile(r"HOME|PIP_\w+|SSL_CERT_\w+|\w+_CA_BUNDLE|\w+_proxy", re.IGNORECASE)  # and to pip's cache
PATIENCE = 120.0  # seconds
# files of the test's own user may still be read, the Python in root's home among them
SET_ID = ("setpriv", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")


class Image:
    """The last stage of a Dockerfile. `root` is its file system, `environment` what its processes get."""

    def __init__(self, context: Path, scratch: Path) -> None:
        self._context, self._scratch = context, scratch
        self.root = scratch / "root"
        self.environment: dict[str, str] = {}
        self.workdir, self.user = "/", ""
        self.entrypoint: list[str] = []
        self.command: list[str] = []
        self._stage = ""
        self._environments: dict[str, dict[str, str]] = {}
        self._let_through = let_through((context / ".dockerignore").read_text(encoding="utf-8"))
        for step in steps((context / "Dockerfile").read_text(encoding="utf-8")):
            getattr(self, f"_{step.keyword.lower()}")(step)
        self._as_a_layer()

    def path(self, inside: str) -> Path:
        """Where a path of the image lies on this machine."""
        return self.root / (Path(self.workdir) / inside).relative_to("/")

    def start(self, out: IO[bytes], **environment: str) -> "Popen[bytes]":
        """What a container starts that is given no arguments; `out` takes what it says."""
        return self._started([*self.entrypoint, *self.command], out, environment)

    def run(self, *arguments: str, **environment: str) -> str:
        """What a container with these arguments prints; it must end well."""
        return self._ended(self._started([*self.entrypoint, *arguments], PIPE, environment))

    def python(self, code: str) -> str:
        """What a line of Python prints in the image."""
        return self._ended(self._started(["python", "-c", code], PIPE, {})).strip()

    def _started(self, command: list[str], out: int | IO[bytes], environment: dict[str, str]) -> "Popen[bytes]":
        known = self._known() | {"HOME": str(self.root)} | environment
        return Popen(
            [*self._as_its_user(), *command], cwd=self.path("."), env=known, stdin=DEVNULL, stdout=out, stderr=STDOUT
        )

    @staticmethod
    def _ended(process: "Popen[bytes]") -> str:
        printed = process.communicate(timeout=PATIENCE)[0].decode()
        assert process.returncode == 0, printed
        return printed

    def _known(self) -> dict[str, str]:
        return {name: self._mapped(value) for name, value in self.environment.items()}

    def _as_its_user(self) -> list[str]:
        """What goes before a command so that it may write only what the image's user may: needs root, else nothing."""
        user, _, group = self.user.partition(":")
        prefix = [*SET_ID, f"--reuid={user}", f"--regid={group}"]
        if (
            os.geteuid()
            or not shutil.which("setpriv")
            or run([*prefix, "true"], capture_output=True, check=False).returncode
        ):
            return []
        return prefix

    def _mapped(self, text: str) -> str:
        return PATH.sub(f"{self.root}/", text)

    def _as_a_layer(self) -> None:
        """Layers keep times in whole seconds, which nothing in the image may mind."""
        for file in self.root.rglob("*"):
            if not file.is_symlink():
                seconds = int(file.stat().st_mtime)
                os.utime(file, (seconds, seconds))

    def _from(self, step: Step) -> None:
        base, name = step.words[0], (step.words[2:] or [""])[0]
        if self._stage:
            self._as_a_layer()
            self._environments[self._stage] = self.environment
            self.root.rename(self._scratch / self._stage)
        if base in self._environments:
            shutil.copytree(self._scratch / base, self.root, symlinks=True)
            self.environment = dict(self._environments[base])
        else:
            run([sys.executable, "-m", "venv", self.root / "usr/local"], check=True)
            self.environment = {"PATH": BASE_PATH}
        self.workdir, self._stage = "/", name

    def _env(self, step: Step) -> None:
        for name, value in step.pairs.items():
            self.environment[name] = re.sub(r"\$(\w+)", lambda known: self.environment[known[1]], value)

    def _workdir(self, step: Step) -> None:
        self.workdir = step.text
        self.path(".").mkdir(parents=True, exist_ok=True)

    def _copy(self, step: Step) -> None:
        *sources, destination = step.words
        target = self.path(destination)
        for source in sources:
            if "from" in step.flags:
                origin = self._scratch / step.flags["from"] / source.lstrip("/")
            else:
                assert source in self._let_through, f".dockerignore keeps {source} out"
                origin = self._context / source
            if origin.is_dir():
                caches = None if "from" in step.flags else shutil.ignore_patterns("__pycache__")
                shutil.copytree(origin, target, symlinks=True, ignore=caches, dirs_exist_ok=True)
            else:
                shutil.copy2(origin, target)
        if "chown" in step.flags and not os.geteuid():
            user, group = map(int, step.flags["chown"].split(":"))
            for file in (target, *target.rglob("*")):
                os.chown(file, user, group, follow_symlinks=False)

    def _run(self, step: Step) -> None:
        assert not self.user, f"not carried out here as another user: {step.text}"
        machine = {name: value for name, value in os.environ.items() if TO_THE_REGISTRY.fullmatch(name)}
        if " build" in step.text:
            self._spare()
        shell = ["/bin/sh", "-c", self._mapped(step.text)]
        done = run(shell, cwd=self.path("."), env=machine | self._known(), stdout=PIPE, stderr=STDOUT, check=False)
        assert done.returncode == 0, f"{step.text}\n{done.stdout.decode()}"

    def _spare(self) -> None:
        """What this machine has compiled for any processor already need not be compiled again, as it is the same."""
        here, there = cache_folder(), self._known()["RINGFENCE_CACHE"]
        if os.environ.get("NUMBA_CPU_NAME") == self.environment["NUMBA_CPU_NAME"] and here.is_dir():
            shutil.copytree(here, there, dirs_exist_ok=True)

    def _user(self, step: Step) -> None:
        self.user = step.text

    def _entrypoint(self, step: Step) -> None:
        self.entrypoint = step.words

    def _cmd(self, step: Step) -> None:
        self.command = step.words
