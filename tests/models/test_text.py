"""What models see of texts is the same however links are looked for."""

from hypothesis import example, given
from hypothesis import strategies as st

from models.text import LINK, LINKS, _without_links

PARTS = ["http://", "https://", "www.", "/", ".", "-", "a", "bc", "0", "é", "お", " ", " ", "x.example/", "\x01"]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
@example("see www.a.example now/then x.example/y?z https://b.example")
@example("/ www. / www")
def test_links_are_those_of_the_whole_text(written: str) -> None:
    text = " ".join(written.split())
    assert _without_links(text) == LINKS.sub(LINK, text)
