"""Commands, options, variables, paths and targets that documents name are there."""

import re
from pathlib import Path

from streams.settings import Settings
from streams.topic_table import TOPICS
from tests.docs.reading import CODE, FENCE, PROJECT, commands, every_document, help_of, text

COMMANDS = (
    ("demo",),
    ("replay",),
    ("diff",),
    ("what-if",),
    ("rank",),
    ("models", "train"),
    ("worker",),
    ("rescale",),
    ("tick",),
    ("deliver",),
    ("topics", "apply"),
    ("send",),
    ("import", "arf"),
    ("import", "ses"),
    ("export", "cases"),
    ("export", "xarf"),
    ("tail",),
    ("decide",),
    ("emergency", "declare"),
    ("emergency", "end"),
    ("export", "account"),
    ("erase",),
    ("audit", "verify"),
    ("audit", "show"),
    ("declare", "load"),
    ("declare", "accept"),
    ("declare", "reject"),
    ("declare", "withdraw"),
    ("declare", "agree"),
    ("declare", "refuse"),
    ("declare", "list"),
    ("explain",),
    ("bench",),
    ("build",),
)
WITHIN_TESTS = {
    "RINGFENCE_TEST_BROKER", "RINGFENCE_REQUIRE_BROKER", "RINGFENCE_SHARED", "RINGFENCE_EXAMPLES",
    "RINGFENCE_WRITE_GOLDEN",
}  # fmt: skip
GROUPS = (["topics"], ["emergency"], ["models"], ["import"], ["export"], ["audit"], ["declare"])  # of commands
EVERYWHERE = {"RINGFENCE_CONFIG", "RINGFENCE_CACHE"}


@every_document
def test_every_command_and_option_is_in_the_help(document: Path) -> None:
    for words in commands(document.read_text(encoding="utf-8")):
        command = [word for word in words[: 2 if words[:1] in GROUPS else 1] if re.fullmatch(r"[a-z]+(-[a-z]+)*", word)]
        options = {word for word in words if word.startswith("--")} - {"--help"}
        shown = set(re.findall(r"--[a-z-]+", help_of(*command)))
        assert options <= shown, f"ringfence {' '.join(command)} has no {options - shown}"


@every_document
def test_every_option_named_alone_belongs_to_some_command(document: Path) -> None:
    known = set(re.findall(r"--[a-z-]+", " ".join(help_of(*command) for command in COMMANDS)))
    alone = re.findall(r"`(--[a-z-]+)[^`]*`", document.read_text(encoding="utf-8"))
    assert set(alone) <= known


@every_document
def test_every_variable_is_one(document: Path) -> None:
    known = {f"RINGFENCE_{name.upper()}" for name in Settings.model_fields} | EVERYWHERE | WITHIN_TESTS
    known |= {f"RINGFENCE_TOPICS__{topic.variable.upper()}" for topic in TOPICS}
    assert set(re.findall(r"RINGFENCE_[A-Z_]+", document.read_text(encoding="utf-8"))) <= known


@every_document
def test_every_link_and_path_leads_somewhere(document: Path) -> None:
    source = FENCE.sub("", document.read_text(encoding="utf-8"))
    linked = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", source) if "://" not in link]
    assert [link for link in linked if not (document.parent / link).exists()] == []
    named = re.findall(r"`((?:streams|detectors|tests|docs)/[\w./-]+)`", source)
    added = {"detectors/voice/long_rings.py", "tests/detectors/voice/test_long_rings.py"}  # by the reader of the guide
    assert [path for path in named if path not in added and not (PROJECT / path).exists()] == []


@every_document
def test_every_make_target_is_one(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    code = "\n".join(CODE.findall(document.read_text(encoding="utf-8")))
    assert set(re.findall(r"^make ([a-z]+)", code, re.MULTILINE)) <= targets
