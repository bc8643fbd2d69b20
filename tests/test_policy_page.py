"""The page on the policy documents says what the policy does."""

import re

from detectors.policy import load
from tests.test_docs import CODE, text


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
