"""What outputs tell of how far records were judged, and with what that is known of."""

from streams.checkpoints.written import Output, Written

ENDED = {"alerts": 2, "enforcement": 1, "dead-letter": 0}
OUTPUTS = [
    Output("alerts", 0, "a", "calls", 10),
    Output("alerts", 1, "b", "calls", 20),
    Output("alerts", 2, "c", "calls", 30),  # by who had the partition, when its state had been read
    Output("dead-letter", 0, "calls/0/40", "calls", 40),
    Output("enforcement", 0, "e", "alerts", 1),
]


def test_nothing_is_sent_again_that_is_there_whenever_it_came() -> None:
    there = Written(OUTPUTS, ENDED).of("calls", {"alerts": 1})
    assert there.ids == {"b", "c", "calls/0/40"}
    assert there.last == 40


def test_what_came_after_the_state_was_read_is_not_judged_by_facts_that_were_read() -> None:
    assert Written(OUTPUTS, ENDED).of("calls", {}).found == 20
    assert Written(OUTPUTS, {**ENDED, "alerts": 3}).of("calls", {}).found == 30
