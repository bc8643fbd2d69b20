import pytest

from benchmarks.content import written
from models.content import Model, scores
from models.training import LEGITIMATE, Labelled, Refused, campaign, distinct, train
from streams.evaluation import measure

HAM = [
    Labelled(one.body, spam=False, source="ham") for one in written.messages(written.ORDINARY, held_out=False, copies=4)
]
WORDS = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima"]
SPAM = [
    Labelled(f"{first} {second} win a free prize of {10 + place} pounds now", spam=True)
    for first in WORDS
    for place, second in enumerate(WORDS)
]


@pytest.fixture(scope="module")
def model() -> Model:
    return train("sms", [*HAM, *SPAM])


def test_training_repeats_to_the_digit(model: Model) -> None:
    one, other = model, train("sms", [*HAM, *SPAM])
    assert all((getattr(one, name) == getattr(other, name)).all() for name in ("weights", "shapes", "known"))
    assert one[3:4] + one[5:] == other[3:4] + other[5:]


def test_it_learns_what_it_is_told(model: Model) -> None:
    measured = measure(model, [*HAM, *SPAM])
    assert measured.false.k == 0
    said = scores(model, ["alpha golf win a free prize of 99 pounds now"])
    assert said.score[0] > 0.9


def test_without_enough_legitimate_texts_nothing_is_enough_to_suspend(model: Model) -> None:
    assert len(distinct(HAM)) < LEGITIMATE
    assert model.threshold is None
    assert not scores(model, [one.text for one in SPAM]).suspend.any()


def test_too_few_texts_are_refused_in_one_line() -> None:
    with pytest.raises(Refused, match=r"1 distinct texts are spam and .* are not; at least 20 of each are needed"):
        train("sms", [*HAM, Labelled("win", spam=True)])


def test_texts_that_differ_in_figures_alone_count_once_and_those_of_both_labels_not_at_all() -> None:
    texts = [Labelled("Pay 10", spam=True), Labelled("pay 25", spam=True), Labelled("ok", spam=True)]
    assert distinct([*texts, Labelled("OK", spam=False)]) == texts[:1]


def test_a_campaign_is_how_texts_begin() -> None:
    one, other = "Your parcel 12 is at https://a.example/1 now", "your parcel 9999 is at www.b.example now"
    assert campaign(one) == campaign(other) != campaign("Your parcel is late")


def test_texts_of_one_campaign_are_held_out_together_however_they_begin() -> None:
    spam = [Labelled(f"{one} {other}: the lottery is yours", spam=True) for one in WORDS for other in WORDS]
    apart = train("sms", [*HAM, *SPAM, *spam])
    together = train("sms", [*HAM, *SPAM, *(one._replace(campaign="c") for one in spam)])
    assert (apart.weights == together.weights).all()
    assert apart.calibration != together.calibration
    two = [
        *(one._replace(campaign=f"h{i % 2}") for i, one in enumerate(HAM)),
        *(one._replace(campaign=f"s{i % 2}") for i, one in enumerate(spam)),
    ]
    with pytest.raises(Refused, match="all texts are of 4 campaigns; at least 5 are needed"):
        train("sms", two)
    with pytest.raises(Refused, match="all that is spam is of one campaign; more are needed"):
        train("sms", [*HAM, *(one._replace(campaign="c") for one in spam)])


def test_texts_that_were_written_to_teach_fix_no_threshold() -> None:
    sent = [
        Labelled(f"{a} {b} {c} comes home tonight", spam=False, source="sent")
        for a in WORDS
        for b in WORDS
        for c in WORDS
    ]
    hard = [Labelled(f"{a} golf win a free prize of our club now", spam=False, written=True) for a in WORDS]
    assert train("sms", [*SPAM, *(one._replace(written=True) for one in sent)]).threshold is None
    fixed = train("sms", [*SPAM, *sent, *hard]).threshold
    free = train("sms", [*SPAM, *sent, *(one._replace(written=False) for one in hard)]).threshold
    assert fixed is not None
    assert free is not None
    assert fixed < free
