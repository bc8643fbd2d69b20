"""A delivery is signed as receivers of Standard Webhooks expect, and goes nowhere that others could listen."""

import asyncio
import base64

import pytest

from streams.delivery.channel import Later, Never
from streams.delivery.posting import Posting
from streams.delivery.webhook import Webhook, signed
from streams.errors import WrongUsage
from streams.settings import Settings
from tests.streams.delivery.answering import Asked, answering
from tests.streams.test_tail import recommendation

KEY = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


def test_the_signature_is_that_of_the_reference_vector() -> None:
    """The vector that the libraries of Standard Webhooks are tested with."""
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}', [KEY])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_replaced_both_sign() -> None:
    both = signed("r1", 1, b"{}", [KEY, KEY[::-1]])["webhook-signature"].split(" ")
    assert both == [signed("r1", 1, b"{}", [key])["webhook-signature"] for key in (KEY, KEY[::-1])]


async def _made(settings: Settings) -> bool:
    channel = Webhook.of(settings)
    if channel is not None:
        await channel.close()
    return channel is not None


def made(**settings: object) -> bool:
    return asyncio.run(_made(Settings.model_validate(settings)))


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("http://safety.example/in", "use https"),
        ("http://127.0.0.1.example/in", "use https"),
        ("ftp://safety.example/in", "give https"),
        ("https://name:word@safety.example/in", "no name or password"),
        ("safety.example", "give https"),
        ("https://safety.example:port/in", "is not a URL"),
    ],
)
def test_a_url_that_is_not_safe_is_refused_without_being_repeated(url: str, because: str) -> None:
    with pytest.raises(WrongUsage, match=because) as refused:
        made(webhook_url=url, webhook_secret=SECRET)
    assert url not in str(refused.value)


@pytest.mark.parametrize("url", ["https://safety.example/in", "http://127.0.0.1:8080/in", "http://[::1]/in"])
def test_https_and_this_machine_are_taken(url: str) -> None:
    assert made(webhook_url=url, webhook_secret=SECRET)


@pytest.mark.parametrize(
    ("secret", "because"), [("", "needs RINGFENCE_WEBHOOK_SECRET"), ("whsec_c2hvcnQ=", "24 bytes")]
)
def test_without_a_good_secret_nothing_is_sent(secret: str, because: str) -> None:
    with pytest.raises(WrongUsage, match=because):
        made(webhook_url="https://safety.example/in", webhook_secret=secret)


def test_without_a_url_there_is_no_webhook() -> None:
    assert not made()


async def _posted(url: str) -> None:
    channel = Webhook(Posting(url, 20), [KEY])
    try:
        await channel.deliver(recommendation(), b"{}")
    finally:
        await channel.close()


def test_a_redirect_is_not_followed() -> None:
    asked = list[Asked]()
    with answering(307, asked) as url, pytest.raises(Later, match="status 307"):
        asyncio.run(_posted(f"{url}/in"))
    assert [one.path for one in asked] == ["/in"]


@pytest.mark.parametrize(
    ("status", "said"), [(503, Later), (429, Later), (401, Later), (404, Later), (400, Never), (422, Never)]
)
def test_only_what_says_that_this_record_is_wrong_ends_the_trying(status: int, said: type[Exception]) -> None:
    with answering(status) as url, pytest.raises(said, match=f"status {status}"):
        asyncio.run(_posted(url))


def test_what_was_taken_is_taken() -> None:
    with answering(204) as url:
        asyncio.run(_posted(url))


def test_nobody_there_is_no_answer() -> None:
    with answering(200) as url:
        pass
    with pytest.raises(Later, match="no answer"):
        asyncio.run(_posted(url))
