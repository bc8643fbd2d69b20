"""What a Dockerfile says, step by step: the part of its syntax that ours uses, and an error for the rest."""

import json
import re
import shlex
from typing import NamedTuple

KNOWN = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "ENTRYPOINT", "CMD"}
BEYOND = re.compile(r"<<|^\[")  # documents within a step, and RUN or COPY as JSON


class Step(NamedTuple):
    """One instruction: its keyword, its flags, and the rest as it stands."""

    keyword: str
    flags: dict[str, str]
    text: str

    @property
    def words(self) -> list[str]:
        """The rest by words; of a JSON form, its strings.

        >>> Step("CMD", {}, '["worker", "-h"]').words
        ['worker', '-h']
        """
        if self.text.startswith("["):
            return [str(word) for word in json.loads(self.text)]
        return shlex.split(self.text)

    @property
    def pairs(self) -> dict[str, str]:
        """What ENV sets."""
        return dict(word.split("=", 1) for word in self.words)


def steps(text: str) -> list[Step]:
    r"""The instructions of a Dockerfile in their order; raises ValueError for what this does not read.

    >>> steps("FROM a AS b\nCOPY --from=b /x \\\n# why\n  /y\n")
    [Step(keyword='FROM', flags={}, text='a AS b'), Step(keyword='COPY', flags={'from': 'b'}, text='/x /y')]
    """
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [_step(line) for line in re.sub(r"\\\n", "", "\n".join(lines)).splitlines()]


def _step(line: str) -> Step:
    keyword, _, rest = line.partition(" ")
    flags: dict[str, str] = {}
    while flag := re.match(r"--(\w+)=(\S+)\s+", rest):
        flags[flag[1]] = flag[2]
        rest = rest[flag.end() :]
    if keyword not in KNOWN or (keyword in {"RUN", "COPY"} and BEYOND.search(rest)) or rest.startswith("--"):
        raise ValueError(f"not read here: {line}")
    return Step(keyword, flags, rest.strip())


def let_through(ignore: str) -> set[str]:
    r"""What a .dockerignore lets into the context of a build, which must leave out everything else.

    >>> let_through("*\n!streams\n**/__pycache__\n")
    {'streams'}
    """
    patterns = [line.strip() for line in ignore.splitlines() if line.strip() and not line.startswith("#")]
    if patterns[0] != "*" or [p for p in patterns[1:] if not p.startswith("!")] != ["**/__pycache__"]:
        raise ValueError(f"not read here: {patterns}")
    return {pattern.removeprefix("!") for pattern in patterns if pattern.startswith("!")}
