"""The page on the policy documents says what the policy does."""

import re

import pytest

from detectors.policy import load
from tests.detectors.test_policy import text_of
from tests.docs.reading import CODE, text


def test_the_policy_page_has_every_article_that_is_cited_and_names_no_detector_beside_another_ones() -> None:
    policy = load()
    sections = dict(
        re.findall(r"^## ([a-z-]+): .*?\n(.*?)(?=^## |\Z)", text("docs/policy.md"), re.MULTILINE | re.DOTALL)
    )
    for key, document in policy.documents.items():
        rows = dict(re.findall(r"^\| ([^|]+?) \| (.*) \|$", sections.get(key, ""), re.MULTILINE))
        assert document.articles.keys() <= rows.keys(), key
        for article in document.articles:
            named = {name for name in CODE.findall(rows[article]) if name in policy.detectors}
            citing = {
                row.id
                for row in policy.detectors.values()
                if (key, article) in {(c.document, c.article) for c in row.clauses}
            }
            assert named <= citing, f"{key}, {article}"
    assert {f"bullet {number}" for number in range(1, 17)} <= dict(
        re.findall(r"^\| (bullet \d+) \| (.*) \|$", sections["nec-aup"], re.MULTILINE)
    ).keys()


def enforceable(document: str) -> set[str]:
    """The articles of a document that forbid something or ask for it, as the page names them."""
    whole = text_of(document)
    if document == "nec-aup":
        return {f"bullet {number}" for number in range(1, len(re.split(r"\n• ", whole)))}
    if document == "ntt-webrtc-terms":
        duties = whole.split("### Article 19 ")[1].split("\n2. ")[0]
        return {f"Article 19(1)({number})" for number in re.findall(r"^\((\d+)\)", duties, re.MULTILINE)}
    loads = whole.split("2. 課金について")[0]
    return set(re.findall(r"^(1-\d)\.", loads, re.MULTILINE))


@pytest.mark.parametrize("document", ["nec-aup", "ntt-webrtc-terms", "kwc-high-load"])
def test_every_article_that_can_be_enforced_has_a_row_or_the_page_says_why_not(document: str) -> None:
    articles = enforceable(document)
    assert len(articles) >= 6
    cited = {
        clause.article for row in load().detectors.values() for clause in row.clauses if clause.document == document
    }
    section = re.findall(rf"^## {document}: .*?\n(.*?)(?=^## |\Z)", text("docs/policy.md"), re.MULTILINE | re.DOTALL)[0]
    named = re.findall(r"^\| ([^|]+?) \| .* \| (.+?) \|$", section, re.MULTILINE)
    why = {article for row, where in named for article in several(row) if where}
    assert articles - cited <= why, "say in docs/policy.md why nothing enforces it"


def several(row: str) -> list[str]:
    """The articles of one row, which may share their beginning.

    >>> several("Article 19(1)(9), (10)"), several("1-6 (printed as 1-1)")
    (['Article 19(1)(9)', 'Article 19(1)(10)'], ['1-6 (printed as 1-1)', '1-6'])
    """
    first, *more = row.split(", ")
    stem = first.rpartition("(")[0]
    return [first, *(f"{stem}{other}" for other in more if other.startswith("(")), *re.findall(r"^\d-\d(?= \()", first)]
