"""Why a record is refused: one line that says where it is wrong, and nothing of what it holds."""

from typing import TypeVar

import msgspec
import pytest

from streams.events import AccountRecord, Calls
from streams.reasons import Rejected, decoded
from tests.streams.mutations import mutants
from tests.streams.tokens import FULL

T = TypeVar("T")
CALLS: msgspec.json.Decoder[Calls] = msgspec.json.Decoder(Calls)
ACCOUNTS = msgspec.json.Decoder(AccountRecord)
TEXT = "swordfish"
LONGEST = 200


def refused(value: bytes | None, decoder: "msgspec.json.Decoder[T]") -> str:
    """Why a record is refused; empty: it is not."""
    try:
        decoded(value, decoder)
    except Rejected as why:
        return str(why)
    return ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "no value: a tombstone means nothing on this topic"),
        (b"", "malformed JSON: Input data was truncated"),
        (b"\xef\xbb\xbf{}", "malformed JSON: invalid character (byte 0)"),
        (b'{"a":"\xff"}', "invalid UTF-8 at byte 6"),
        (b"[" * 100_000, "not as the contract has it: Expected `object`, got `array`"),
        (b'{"event":"end","a":' + b"[" * 100_000, "nested too deeply"),
        (b'{"event":"end","a":' * 100_000, "nested too deeply"),
        (b"{}", "not as the contract has it: Object missing required field `event`"),
        (
            b'{"event":"swordfish"}',
            "not as the contract has it: Invalid value - at `$.event`: one of attempt, complaint, end, opt-out",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(value: bytes | None, said: str) -> None:
    assert refused(value, CALLS) == said


TELLING = (
    TEXT,
    f"{TEXT}'",
    f"it's {TEXT}",
    f"' - at {TEXT}",
    f"' - at `$.{TEXT}`\n",
    f'"{TEXT}" - at `$.x`',
    f"\n{TEXT}",
)


@pytest.mark.parametrize("text", TELLING)
@pytest.mark.parametrize("name", sorted(FULL[1]))
def test_no_value_shows_in_the_reason(name: str, text: str) -> None:
    whole = {name: value for name, value in FULL[1].items() if name != "api_key"}
    for value in (text, [text], {text: text}, {text: {text: [text]}}):
        said = refused(msgspec.json.encode(whole | {name: value}), CALLS)
        assert TEXT not in said
        assert "\n" not in said
        # text is right in some fields, and a field that the contract does not know may hold anything
        assert f"$.{name}`" in said or (not said and (isinstance(FULL[1][name], str) or name == "api_key"))


@pytest.mark.parametrize("text", TELLING)
def test_no_value_of_an_account_shows_either(text: str) -> None:
    for facts in (
        {"status": text},
        {"use": text},
        {"limits": {text: text}},
        {"limits": {text: -1}},
        {"limits": {text: [{"value": text}]}},
        {"numbers": [{text: text}]},
        {"declared": [{"id": text, "status": text}]},
    ):
        said = refused(msgspec.json.encode({"account": "acme", **facts}), ACCOUNTS)
        assert said
        assert TEXT not in said
        assert "\n" not in said


def test_every_reason_is_one_short_line() -> None:
    reasons = set()
    for value in mutants(7, 20_000):
        reasons.add(refused(value, CALLS))
    reasons.discard("")
    assert len(reasons) > 100
    assert [said for said in reasons if not said.isprintable() or not said.isascii() or len(said) > LONGEST] == []
