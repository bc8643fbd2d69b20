"""`ringfence score` and `ringfence models`, as somebody who has a file of texts meets them."""

import json
from pathlib import Path

import pytest

from benchmarks.content import written
from models.training import Labelled
from streams.cli import run
from streams.content import model_of
from streams.decided import decided
from streams.evaluation import measure

OTHER_LANGUAGES = [of for of in written.SETS if of.language]

LINES = [
    {"id": "a", "body": "WINNER!! You have been selected to receive a £900 prize. Call 09061701461 now to claim"},
    {"id": 2, "body": "hi mum, on my way home now, see you at 7", "to": "+14155550100"},
    {"id": "c", "body": None},
    {"id": "d", "subject": "See you", "body": "at seven then, as we said"},
]


def file_of(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "texts.ndjson"
    path.write_text("".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize("kind", ["sms", "email", "voicemail"])
def test_each_line_gets_a_score_in_its_order(
    kind: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["score", kind, str(file_of(tmp_path, *LINES))]) == 0
    said = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [one["id"] for one in said] == ["a", 2, "c", "d"]
    for one in said:
        assert list(one) == ["id", "score", "suspend", "abstain", "reasons"]
        assert 0 <= one["score"] <= 1
        assert not (one["suspend"] and one["abstain"])
        assert one["reasons"]
    assert said[2]["abstain"]


def test_lines_that_cannot_be_read_are_named_and_the_others_scored(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = file_of(tmp_path, LINES[0], "secret nonsense\n", {"id": "e"}, {"body": "no id, but a secret"}, LINES[1])
    assert run(["score", "sms", str(path)]) == 0
    out, err = capfdbinary.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "e", 2]
    assert b"texts.ndjson: line 2: left out: malformed JSON" in err
    assert b"texts.ndjson: line 4: left out: not as the contract has it" in err
    assert b"secret" not in out + err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sms", "none.ndjson"], "none.ndjson: no such file"),
        (["fax", "none.ndjson"], "fax"),
        (["sms", "FILE", "--model", "none.skops"], "none.json: cannot be read"),
        (["sms", "FILE", "--model", "EMAIL"], "a model for email, not for sms"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_said_in_one_line(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"FILE": str(file_of(tmp_path, *LINES)), "EMAIL": "models/artifacts/email.skops"}
    assert run(["score", *(names.get(name, name) for name in arguments)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_a_model_of_ones_own_is_trained_shown_measured_and_used(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"]
    ham = [{"label": "ham", "body": f"{a} {b} comes home tonight"} for a in words for b in words]
    spam = [{"label": "spam", "body": f"{a} {b} wins a prize"} for a in words for b in words]
    path, out = file_of(tmp_path, *ham, *spam), tmp_path / "own"
    assert run(["models", "train", "sms", str(path), "--out", str(out)]) == 0
    model = out / "sms.skops"
    assert run(["models", "show", "sms", "--model", str(model)]) == 0
    assert b"| texts.ndjson | 36 | 36 | 0 |" in capfdbinary.readouterr().out
    assert run(["models", "evaluate", "sms", str(path), "--model", str(model), "--json"]) == 0
    measured = json.loads(capfdbinary.readouterr().out)
    assert measured["texts.ndjson"]["false"] == {"k": 0, "n": 36, "lower": 0.0, "upper": 0.096419}
    assert run(["score", "sms", str(file_of(tmp_path, LINES[0])), "--model", str(model)]) == 0
    assert json.loads(capfdbinary.readouterr().out)["suspend"] is False  # by so few texts no threshold can be fixed


def test_each_language_of_a_set_is_measured_apart(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    ham = {"label": "ham", "body": "Are you coming home for dinner tonight"}
    told = [ham | {"language": "en"}, ham | {"language": "en", "body": "See you later at the station then"}]
    path = file_of(tmp_path, *told, ham | {"language": "de", "body": "Kommst du heute Abend nach Hause"}, ham)
    assert run(["models", "evaluate", "sms", str(path), "--json"]) == 0
    measured = json.loads(capfdbinary.readouterr().out)
    counted = {name: (of["false"]["n"], of["legitimate_unjudged"]["k"]) for name, of in measured.items()}
    assert counted == {"texts.ndjson (en)": (2, 0), "texts.ndjson (de)": (1, 1), "texts.ndjson": (1, 0)}


@pytest.mark.parametrize("of", OTHER_LANGUAGES, ids=lambda of: of.tables[0])
def test_the_packaged_model_says_nothing_of_languages_it_has_not_learned(of: written.Written) -> None:
    texts = [Labelled(one.body, of.spam) for one in written.messages(of, held_out=True)]
    measured = measure(model_of("sms"), texts)
    assert measured.false.k == measured.caught.k == 0
    assert measured.legitimate_unjudged.k == measured.false.n


def test_decisions_are_labels_of_the_messages_that_they_are_about(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    sent = [spam(account, number) for account in ("bad", "fair") for number in range(210)]
    write(folder / "sms.ndjson", sent)
    assert run(["replay", str(folder), "--out", str(out)]) == 0
    said = [json.loads(line) for line in (out / "enforcement.ndjson").read_text().splitlines()]
    verdicts = {"bad": "approve", "fair": "reject"}
    decisions = [
        {"id": f"d-{one['account']}", "ts": one["ts"] + 1, "recommendation": one["id"], "account": one["account"],
         "decision": verdicts[one["account"]], "by": "kim"}
        for one in said
    ]  # fmt: skip
    write(folder / "decisions.ndjson", decisions)
    labels = decided("sms", out, folder)
    assert [(one.spam, one.source) for one in labels] == [(True, "decisions")] * 10 + [(False, "decisions")] * 10
    assert {one.text.partition(" ")[0] for one in labels if one.spam} == {"bad"}
    both = ["--from", str(out), "--input", str(folder), "--out", str(tmp_path / "model")]
    capfdbinary.readouterr()
    assert run(["models", "train", "sms", *both]) == 2
    assert b"1 distinct texts are spam and 1 are not; at least 20 of each are needed" in capfdbinary.readouterr().err
    assert run(["models", "train", "sms", *both[:2], *both[4:]]) == 2
    assert b"--from and --input go together" in capfdbinary.readouterr().err
    twin = tmp_path / "twin" / "texts.ndjson"
    twin.parent.mkdir()
    twin.write_text(file_of(tmp_path).read_text())
    assert run(["models", "train", "sms", str(file_of(tmp_path)), "--written", str(twin), *both[4:]]) == 2
    assert b"texts.ndjson: two files have this name" in capfdbinary.readouterr().err
    assert run(["models", "train", "sms", *both[4:]]) == 2
    assert b"nothing to learn from: give FILE, or --from and --input" in capfdbinary.readouterr().err


def spam(account: str, number: int) -> dict[str, object]:
    body = f"{account} WINNER!! You have been selected to receive a {number} prize. Call 09061701461 now to claim"
    both = {"from": "+13125550100", "to": f"+1415{2_000_000 + number}"}
    return {"id": f"{account}-{number}", "account": account, "ts": 1_790_000_000_000 + number, "event": "send",
            "message": f"{account}-{number}", "body": body, "registered": False, **both}  # fmt: skip


def write(path: Path, records: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
