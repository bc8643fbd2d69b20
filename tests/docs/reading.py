"""Documents, and what stands in them: fenced blocks, commands, and what the installed command says of itself."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.kafka.cluster import COMMAND

PROJECT = Path(__file__).parents[2]
DOCS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`+([^`]+)`+")

every_document = pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(PROJECT)))


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of one language, in their order."""
    return [block for kind, block in FENCE.findall(text(name)) if kind == language]


def commands(document: str) -> list[list[str]]:
    """Every `ringfence …` that stands as code in a document, word by word."""
    code = "\n".join([*(block for _, block in FENCE.findall(document)), *CODE.findall(FENCE.sub("", document))])
    lines = (line.split("#")[0].split() for line in code.splitlines())
    return [words[1:] for words in lines if words and words[0].rpartition("/")[2] == "ringfence"]


@cache
def help_of(*command: str) -> str:
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}
    ran = subprocess.run(
        [COMMAND, *command, "--help"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, f"ringfence {' '.join(command)}: there is no such command"
    return ran.stdout
