import re

from hypothesis import given, settings
from hypothesis import strategies as st

from models.artifact import load, shipped
from models.content import Words, explained, scores
from models.features import found
from models.reasons import GROUPS
from models.shape import NAMES

MODEL = load(shipped("sms"))
PRIZE = "WINNER!! You have been selected to receive a £900 prize. Call 09061701461 now to claim it"
HOME = "hi mum, on my way home now, see you at 7"
WORDS = st.sampled_from(
    [
        "free",
        "prize",
        "call",
        "now",
        "home",
        "mum",
        "£100",
        "www.a.example/b",
        "12345",
        "ÅÄ",
        "今日は",
        "<b>",
        "&",
        "\x01",
    ]
)
TEXTS = st.lists(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join)), min_size=1, max_size=8)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_text_scores_the_same_in_whatever_company(texts: list[str]) -> None:
    together = scores(MODEL, texts)
    for i, text in enumerate(texts):
        alone = scores(MODEL, [text])
        assert [part[0] for part in alone] == [part[i] for part in together]


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(0, 4))
def test_a_text_scores_the_same_whatever_is_remembered(batches: list[list[str]], remembered: int) -> None:
    words = Words(MODEL, remembered)
    for texts in (*batches, *batches):
        said, anew = scores(MODEL, texts, words), scores(MODEL, texts)
        assert [part.tolist() for part in said] == [part.tolist() for part in anew]
        assert len(words._known) <= remembered


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_reasons_are_words_of_ours(texts: list[str]) -> None:
    ours = {*GROUPS, *(f"its {name}" for name in NAMES)}
    numbers = re.compile(r"[\d.%]+")
    firsts = {
        "abstains: words, of which too little can be said; are needed",
        "abstains: of words were in training; at least have to be, as this is unlike anything seen",
        "is under the suspend threshold of",
        "is at or over the suspend threshold of",
    }
    for score in explained(MODEL, texts):
        first, *rest = score.reasons
        assert " ".join(numbers.sub(" ", first).split()) in firsts
        assert set(rest) <= ours


def test_spam_is_enough_and_a_message_of_a_person_is_not() -> None:
    prize, home = explained(MODEL, [PRIZE, HOME])
    assert (prize.suspend, prize.abstain, home.suspend, home.abstain) == (True, False, False, False)
    assert home.score < 0.1
    assert prize.score > 0.9
    assert "words of prizes and gifts" in prize.reasons
    assert "asks to call, write or click" in prize.reasons


def test_what_is_unlike_anything_seen_is_not_judged() -> None:
    for text in ("", "no", "Zxqv wruu plkj hhqq vvnm", "明日の会議は十時からです"):
        (score,) = explained(MODEL, [text])
        assert (score.suspend, score.abstain) == (False, True), text
        assert score.reasons[0].startswith("abstains: ")


def test_a_features_number_does_not_change() -> None:
    """Models that are written down would mean something else."""
    assert found(["free prize"]).features.tolist() == [
        27158, 42715, 122556, 178300, 198643, 201792, 203360, 222999, 249690, 250548
    ]  # fmt: skip
