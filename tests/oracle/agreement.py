"""Findings of the product beside those of the oracle, which has people and templates as they are written."""

from collections import Counter, defaultdict

from streams.privacy import pseudonym
from tests.oracle import Finding


def assert_alike(found: list[Finding], wanted: list[Finding]) -> None:
    """Whether the product found what the oracle wants, and nothing else."""
    ours = Counter(map(written, wanted))
    theirs = Counter(f._replace(subject_value="") if f.subject_kind == "template" else f for f in found)
    assert sorted(ours - theirs) == [], "the product does not find these"
    assert sorted(theirs - ours) == [], "the oracle does not find these"
    assert texts(found) == texts(wanted), "findings of one template are findings of several, or the other way round"


def written(finding: Finding) -> Finding:
    """The finding as outputs have it, in which people's numbers are hashes, but for the fingerprint of a template."""
    match finding.subject_kind:
        case "destination":
            return finding._replace(subject_value=pseudonym(finding.subject_value, ""))
        case "template":
            return finding._replace(subject_value="")
        case _:
            return finding


def texts(findings: list[Finding]) -> Counter[frozenset[Finding]]:
    """What is said of each template, whatever stands for it."""
    said: dict[str, set[Finding]] = defaultdict(set)
    for finding in findings:
        if finding.subject_kind == "template":
            said[finding.subject_value].add(written(finding))
    return Counter(map(frozenset, said.values()))
