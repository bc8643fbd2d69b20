"""The page `docs/detectors.md`, from what detectors and their rows of the policy say themselves."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from typing import get_args

from detectors.base import ACCOUNT, Detector, Limit, catalogue, general_limits
from detectors.policy import Category, Policy, Row
from detectors.reported import Reported
from detectors.spans import DAY, HOUR, MINUTE
from streams.report import number
from streams.stream import STREAMS

HEAD = """\
# Every detector

What each one fires at, who is usually found in error, what it does not see, and where its rule comes from, by the
category of its recommendations.
Actions, limits and clauses are those of the packaged policy; `--policy` lays your own over them, and an account record
replaces limits for its account. `ringfence what-if --limit NAME=VALUE IN` shows which accounts another limit would add
and spare.

A level that leads to none is an alert for the operator. No action is stronger than a warning where the use of the
account is `emergency`. [policy.md](policy.md) has the articles, [enforcement.md](enforcement.md) what becomes of a
recommendation.

`tests/docs/test_detectors_page.py` writes this page from detectors' docstrings and the policy, and holds it to them.
"""
CATEGORIES: tuple[Category, ...] = get_args(Category)
RULES: dict[Category, type[Detector]] = {
    "report": Reported
}  # where detectors themselves say of what kind they are only
READ = {"totals": "all streams together", "accounts": "account records"}
LENGTHS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))


def page(policy: Policy) -> str:
    """The whole page."""
    there = dict.fromkeys(detector.id for detector in catalogue())
    ids = {category: [id_ for id_ in there if policy.detectors[id_].category == category] for category in CATEGORIES}
    lines = [HEAD, *_contents(ids)]
    for category, own in ids.items():
        lines += ["", f"## {category}"]
        if category in RULES:
            lines += _said(RULES[category])
        for id_ in own:
            lines += ["", *_section(policy.detectors[id_], policy)]
    return "\n".join([*lines, "", *_general(policy), ""])


def _contents(categories: dict[Category, list[str]]) -> Iterator[str]:
    for category, ids in categories.items():
        yield f"- [{category}](#{category}): {', '.join(f'[{id_}](#{_anchor(id_)})' for id_ in ids)}"
    yield "- [limits of no one detector](#limits-of-no-one-detector)"


def _anchor(id_: str) -> str:
    """As GitHub makes them from headings."""
    return id_.replace(".", "")


def _place(detector: type[Detector]) -> int:
    return list(STREAMS).index(detector.stream) if detector.stream in STREAMS else 0


def _section(row: Row, policy: Policy) -> Iterator[str]:
    yield f"### {row.id}"
    kinds = sorted((detector for detector in catalogue() if detector.id == row.id), key=_place)
    for detector in kinds:
        yield from _said(detector)
        yield f"- **Reads**: {READ.get(detector.stream, f'`{detector.stream}`')}. {_judged(detector)}"
    if limits := list(_limits(row, kinds[0], policy)):
        yield f"- **Limits**: {'; '.join(limits)}."
    yield f"- **Leads to**: {'; '.join(_levels(row))}."
    yield f"- **Clauses**: {'; '.join(f'{clause.document}, {clause.article}' for clause in row.clauses) or 'none'}."


def _said(detector: type[Detector]) -> Iterator[str]:
    """Its docstring: the paragraphs, then a bullet for each of what has a name."""
    paragraphs, named = _doc(detector)
    for paragraph in paragraphs:
        yield f"\n{paragraph}"
    yield ""
    yield from (f"- **{name}**: {text}" for name, text in named.items())


def _doc(detector: type[Detector]) -> tuple[list[str], dict[str, str]]:
    """The paragraphs of its docstring, a line each, and of the last one what has a name, as `Blind spots`."""
    *paragraphs, last = cleandoc(detector.__doc__ or "").split("\n\n")
    named = re.findall(
        r"^([A-Z][a-z]+(?: [a-z]+)*): (.*?)(?=^[A-Z][a-z]+(?: [a-z]+)*: |\Z)", last, re.MULTILINE | re.DOTALL
    )
    if not named:
        paragraphs.append(last)
    return [" ".join(paragraph.split()) for paragraph in paragraphs], {
        name: " ".join(text.split()) for name, text in named
    }


def _judged(detector: type[Detector]) -> str:
    whom = " and ".join("the account" if kind == ACCOUNT else f"each {kind}" for kind in detector.subjects)
    over = "without a sliding window" if detector.window is None else f"over {_length(detector.window)}"
    return f"Judges {whom}, {over}."


def _length(ms: int) -> str:
    """A time for people.

    >>> _length(10 * MINUTE), _length(DAY)
    ('10 minutes', '24 hours')
    """
    unit, name = next((unit, name) for unit, name in LENGTHS if ms % unit == 0 and (ms > unit or unit < DAY))
    return f"{ms // unit} {name}{'s' * (ms > unit)}"


def _limits(row: Row, detector: type[Detector], policy: Policy) -> Iterator[str]:
    for name, kind in detector.limits.items():
        yield f"`{name}`, {_limit(row.limits.get(name), kind)}"
    for name in detector.also_limited_by:
        other = next(id_ for id_, of in policy.detectors.items() if name in of.limits)
        yield f"`{name}` of `{other}`"


def _limit(value: float | None, kind: Limit) -> str:
    if value is None:
        return f"in {kind.unit}, for accounts that have one"
    return f"{100 * value:g} %" if kind.unit == "share" else f"{number(value)} {kind.unit}"


def _levels(row: Row) -> Iterator[str]:
    """What each level leads to, and where that is held back."""
    if not row.actions:
        yield f"none, severity {row.severity[0]}"
    for level, (action, severity) in enumerate(zip(row.actions, row.severity, strict=False), 1):
        urgent = ", urgent" if row.urgent and action == "suspend" else ""
        yield f"level {level}: {action}{urgent}, severity {severity}"
    if row.throttle is not None:
        to = "below the limit" if row.throttle.below else "to the limit"
        to = to if row.throttle.value is None else f"to {number(row.throttle.value)}"
        yield f"a throttle holds `{row.throttle.name}` {to}"
    for use, action in row.ceiling.items():
        yield f"at most {action} where the use is `{use}`"
    if row.emergency is not None:
        yield f"at most {row.emergency} where what went to emergency numbers is among it"


def _general(policy: Policy) -> Iterator[str]:
    yield "## Limits of no one detector\n"
    for name, kind in general_limits().items():
        yield f"- `{name}`, {_limit(policy.settings.limits[name], kind)}"
