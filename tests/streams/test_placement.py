"""Which partition a key belongs to, also where there are many of them."""

from hypothesis import given
from hypothesis import strategies as st

from streams.placement import SHORT, home, homes

KEYS = st.binary(max_size=40) | st.binary(min_size=SHORT - 1, max_size=SHORT) | st.text(max_size=9).map(str.encode)


@given(st.lists(KEYS, max_size=12), st.integers(1, 10_000))
def test_many_keys_belong_where_each_of_them_does(keys: list[bytes], partitions: int) -> None:
    assert homes(keys, partitions) == [home(key, partitions) for key in keys]


@given(KEYS)
def test_a_key_of_any_length_may_be_among_them(key: bytes) -> None:
    keys = [key, b"k" * (SHORT + 1), b"acme"]
    assert homes(keys, 8) == [home(key, 8) for key in keys]
