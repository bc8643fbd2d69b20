"""Which partitions lack which tick, without Kafka."""

from streams.ticking import HOUR, hour_of, lacking
from streams.ticks import latest_tick

H0 = 1_749_999_600_000


def test_an_hour_is_full_from_its_first_millisecond_to_its_last() -> None:
    assert [hour_of(H0 + ms) for ms in (-1, 0, HOUR - 1, HOUR)] == [H0 - HOUR, H0, H0, H0 + HOUR]


def test_a_partition_lacks_the_tick_unless_it_has_that_or_a_later_one() -> None:
    newest = {3: 0, 0: H0, 1: H0 - HOUR, 2: H0 + HOUR, 4: H0 - 1, 5: H0 + 5_000}  # the last: by hand
    assert lacking(newest, H0) == [1, 3, 4]
    assert lacking(newest, H0 - HOUR) == [3]
    assert lacking({}, H0) == []


def test_only_ticks_count_and_the_newest_wherever_it_is() -> None:
    ticks = [b'{"event":"tick","ts":%d}' % ts for ts in (H0, H0 + HOUR, H0 - HOUR)]
    others = [
        b'{"event":"notice-delivered","ts":%d,"recommendation":"r"}' % (H0 + 2 * HOUR),
        b'{"event":"emergency","ts":%d}' % (H0 + 2 * HOUR),
    ]
    broken = [None, b"", b"{", b"\xff", b"[" * 20_000, b'{"event":"tick"}', b'{"event":"tick","ts":"late"}']
    assert latest_tick([*others, *ticks, *broken]) == H0 + HOUR
    assert latest_tick([*others, *broken]) == 0
    assert latest_tick([]) == 0
