"""The policy file: what it cites is really there, and what is wrong in it is said in one line."""

import os
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from detectors.base import SHARE, catalogue, limit_kinds
from detectors.documents import Clause
from detectors.policy import PolicyError, Row, check, load

SHARED = Path(os.environ.get("RINGFENCE_SHARED", Path(__file__).parents[2] / "../shared"))
POLICY = load()
CITED = sorted((key, article) for key, document in POLICY.documents.items() for article in document.articles)


def text_of(key: str) -> str:
    path = SHARED / "policy" / f"{POLICY.documents[key].file}.txt"
    if not path.is_file():
        pytest.skip(f"{path.name} is not there: set RINGFENCE_SHARED to the folder that holds policy/")
    return path.read_text("utf-8")


def passage(key: str, article: str) -> str:
    """The text of a cited article, on one line."""
    whole = text_of(key)
    if bullet := re.fullmatch(r"bullet (\d+)", article):
        found = re.split(r"\n• ", whole)[int(bullet[1])]
    elif paragraph := re.fullmatch(r"paragraph (\d+)", article):
        found = [part for part in re.split(r"\n\s*\n", whole) if part.strip()][int(paragraph[1]) - 1]
    elif numbered := re.fullmatch(r"Article (\d+)((?:\(\d+\))*)", article):
        found = re.split(rf"\n### (?=Article {numbered[1]} )", whole)[1].split("\n###")[0]
        heading = found.splitlines()[0]
        steps = re.findall(r"\d+", numbered[2])
        if steps:
            found = re.split(rf"\n{steps[0]}\. ", found)[1].split(f"\n{int(steps[0]) + 1}. ")[0]
        for step in steps[1:]:
            found = re.split(rf"\n\({step}\) ", found)[1].split(f"\n({int(step) + 1}) ")[0]
        found = f"{heading} {found}"
    else:
        (found,) = re.findall(rf"^{article}\..*$", whole, re.MULTILINE)
    return " ".join(found.split())


@pytest.mark.parametrize("key", sorted(POLICY.documents))
def test_the_document_is_the_one_that_was_read(key: str) -> None:
    assert sha256(text_of(key).encode()).hexdigest() == POLICY.documents[key].sha256


@pytest.mark.parametrize(("key", "article"), CITED)
def test_every_cited_passage_says_what_its_title_says(key: str, article: str) -> None:
    title = POLICY.documents[key].articles[article]
    said = passage(key, article).lower()
    for word in re.findall(r"\w+", title.lower()):
        assert word in said


@pytest.mark.parametrize("row", POLICY.detectors.values(), ids=lambda row: row.id)
def test_every_clause_of_every_row_is_a_passage_of_the_document_with_that_hash(row: Row) -> None:
    for clause in row.clauses:
        assert sha256(text_of(clause.document).encode()).hexdigest() == clause.sha256
        assert passage(clause.document, clause.article)


def test_the_titles_of_two_passages_are_not_interchangeable() -> None:
    """Else the test above could not fail."""
    for key, article in CITED:
        title = POLICY.documents[key].articles[article].lower()
        for other in (there for document, there in CITED if document == key and there != article):
            assert any(word not in passage(key, other).lower() for word in re.findall(r"\w+", title))


def test_the_packaged_policy_has_a_row_for_every_detector() -> None:
    check(POLICY, limit_kinds())
    assert POLICY.detectors.keys() == {detector.id for detector in catalogue()}


@pytest.mark.parametrize("row", POLICY.detectors.values(), ids=lambda row: row.id)
def test_rows_enforce_something_that_two_documents_forbid(row: Row) -> None:
    if not row.actions:
        assert not row.clauses  # alerts for the operator alone
        return
    assert {clause.document for clause in row.clauses} >= {"nec-aup", "ntt-webrtc-terms"}
    assert all(count == 1 for count in Counter(row.clauses).values())


def test_the_rule_on_calls_per_second_is_kwc_s() -> None:
    first = POLICY.detectors["load.calls-per-second"].clauses[0]
    assert first == Clause("kwc-high-load", POLICY.documents["kwc-high-load"].sha256, "1-3", "発信")


def test_a_file_needs_only_what_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('["voice.short-calls"]\nlimits = { short_share = 0.2 }\nactions = ["warn", "warn"]\n')
    policy = load(path)
    check(policy, limit_kinds())
    changed = policy.detectors["voice.short-calls"]
    assert changed.limits == {"short_share": 0.2}
    assert changed.actions == ("warn", "warn")
    assert changed.clauses == POLICY.detectors["voice.short-calls"].clauses
    assert policy.detectors["voice.early-hangups"] == POLICY.detectors["voice.early-hangups"]


def test_an_operator_may_enforce_documents_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        f"""
        [documents.ours]
        title = "House rules"
        publisher = "Us"
        language = "en"
        file = "house-rules"
        sha256 = "{"0" * 64}"
        name = {{ en = "House rules", ja = "利用規則" }}
        articles = {{ "7" = "Calls" }}
        ["voice.short-calls"]
        clauses = ["ours: 7"]
        """
    )
    assert load(path).detectors["voice.short-calls"].clauses == (Clause("ours", "0" * 64, "7", "Calls"),)


def complaint(path: Path, text: str) -> str:
    """The one line that the file with this text is refused with."""
    path.write_text(text)
    with pytest.raises(PolicyError) as error:
        check(load(path), limit_kinds())
    line = str(error.value)
    assert line.startswith(str(path))
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limits = { foo = 1 }", 'unknown limit "foo" (has: short_share)'),
        ("limits = { short_share = 1.5 }", 'limit "short_share" is 1.5; at most 1 can be judged'),
        ("limits = { short_share = -1 }", 'limit "short_share" is -1.0; it must be a number from 0'),
        ("limits = { short_share = nan }", 'limit "short_share" is nan'),
        ('limits = { short_share = "0.1" }', "Expected `float`, got `str` - at `limits[...]`"),
        ("limits = 3", "Expected `table`, got `int` - at `limits`"),
        ("limit = {}", "contains unknown field `limit`"),
        ('actions = ["warn", "ban"]', 'unknown action "ban" (has: warn, throttle, '),
        ('actions = ["warn", "throttle"]', "so it needs throttle = { name, unit }"),
        ('severity = ["low", "grave"]', 'unknown severity "grave" (has: info, low, medium, high)'),
        ('severity = ["low", "critical"]', 'severity "critical" is given by emergency calls'),
        ('severity = ["low"]', "has 2 actions but 1 severities"),
        ('category = "voices"', 'unknown category "voices" (did you mean: voice-'),
        ('ceiling = { otps = "warn" }', 'ceiling: unknown use "otps"'),
        ('clauses = ["nec-aup: bullet 99"]', 'clause "nec-aup: bullet 99": unknown article "bullet 99"'),
        ('clauses = ["nec: bullet 4"]', 'clause "nec: bullet 4": unknown document "nec"'),
        ('clauses = ["bullet 4"]', 'clause "bullet 4" is not of the form "document: article"'),
        ("urgent = true", "is urgent, so its notice needs urgent_because"),
    ],
)
def test_what_is_wrong_in_a_row_is_one_line_that_names_it(tmp_path: Path, text: str, says: str) -> None:
    line = complaint(tmp_path / "ours.toml", f'["voice.short-calls"]\n{text}\n')
    assert '"voice.short-calls": ' in line
    assert says in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('["voice.shrot-calls"]\nlimits = {}', 'unknown detector "voice.shrot-calls" (did you mean: voice.short-calls'),
        ("[policy]\nautomatic = true", "policy: table contains unknown field `automatic`"),
        ("[policy]\nnotice_hours = { suspend = -1 }", "policy: Expected `float` >= 0.0 - at `notice_hours[...]`"),
        ("policy = 3", "policy: Expected `table`, got `int`"),
        ('[documents.nec-aup]\nsha256 = "abc"', "documents.nec-aup: Expected `str` matching regex"),
        ('[documents.nec-aup.powers]\nsuspend = "x"', 'documents.nec-aup: powers.suspend: unknown article "x"'),
        ("[policy]\napprovals = { terminate = 3 }", "policy: Expected `int` <= 2 - at `approvals[...]`"),
        ('[permissions]\nwithout_role = "boss"', 'permissions: unknown role "boss" (has: analyst, approver, '),
        ('[permissions.acts]\nagree = ["bosses"]', 'permissions: unknown role "bosses"'),
        ("[permissions.acts]\nagrees = []", 'permissions: acts: unknown act "agrees"'),
        ('[permissions.acts]\n"audit:warn" = []', 'permissions: acts: unknown act "audit"'),
        ('[permissions.acts]\n"reject:ban" = []', 'permissions: acts: reject: unknown action "ban"'),
        ("[policy\n", "is not TOML: "),
    ],
)
def test_what_is_wrong_elsewhere_is_one_line_that_names_the_table(tmp_path: Path, text: str, says: str) -> None:
    assert says in complaint(tmp_path / "ours.toml", text)


def test_an_unknown_detector_names_the_nearest(tmp_path: Path) -> None:
    row = POLICY.detectors["voice.short-calls"]
    path = tmp_path / "ours.toml"
    path.write_text(
        '["voice.shrot-calls"]\ncategory = "voice-dialing"\nseverity = ["low"]\nactions = []\n'
        f'notice = {{ found = {{ en = "{row.notice.found.en}", ja = "x" }}, remedy = {{ en = "x", ja = "x" }} }}\n'
    )
    with pytest.raises(PolicyError, match=r'unknown detector "voice.shrot-calls" \(.*voice.short-calls'):
        check(load(path), limit_kinds())


def test_a_detector_or_limit_that_the_policy_forgets_is_named() -> None:
    kinds = limit_kinds()
    with pytest.raises(PolicyError, match=r'^policy\.toml: detector "voice\.new" has no row$'):
        check(POLICY, {**kinds, "voice.new": {}})
    with pytest.raises(PolicyError, match=r'"voice\.early-hangups": limit "rings" is missing'):
        check(POLICY, {**kinds, "voice.early-hangups": {**kinds["voice.early-hangups"], "rings": SHARE}})


@pytest.mark.parametrize("name", ["", "absent.toml"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        load(tmp_path / name)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match="is not UTF-8 at byte 0"):
        load(path)
