"""Recommendations to a URL of the operator's, signed as Standard Webhooks has it."""

import base64
import binascii
import hmac
import time
from collections.abc import Iterable
from hashlib import sha256
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from streams.delivery.channel import Later, Never
from streams.delivery.secrecy import is_loopback, secrets_of
from streams.errors import WrongUsage
from streams.records import Recommendation
from streams.settings import Settings

NEVER = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)
MARK = "whsec_"  # before a secret, so that it is known as one where it should not be
LEAST = 24  # bytes of a secret


class Webhook:
    """A receiver. Every record goes there, byte for byte as it is on the topic, under its own id."""

    name = "webhook"
    recalls = False

    def __init__(self, url: str, keys: list[bytes], timeout: float) -> None:
        self._url, self._keys = url, keys
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=timeout), cookie_jar=aiohttp.DummyCookieJar()
        )

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The receiver that the settings name, if any; raises WrongUsage where they do not fit together."""
        if settings.webhook_url is None:
            return None
        _check(settings.webhook_url)
        secrets = secrets_of(settings.webhook_secret, settings.webhook_secret_file, "RINGFENCE_WEBHOOK_SECRET")
        if not secrets:
            raise WrongUsage("RINGFENCE_WEBHOOK_URL needs RINGFENCE_WEBHOOK_SECRET or RINGFENCE_WEBHOOK_SECRET_FILE")
        return cls(settings.webhook_url, [_key(secret) for secret in secrets], settings.webhook_timeout)

    def is_due(self, partition: int, record: Recommendation) -> bool:  # noqa: ARG002 - every record is
        """Whether a record is to be delivered."""
        return True

    def forget(self, partition: int) -> None:
        """There is nothing to forget."""

    async def deliver(self, record: Recommendation, value: bytes) -> None:
        """Posts a record; raises Later or Never."""
        headers = {"content-type": "application/json", **signed(record.id, int(time.time()), value, self._keys)}
        try:
            async with self._session.post(self._url, data=value, headers=headers, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as failed:
            raise Later(f"no answer ({type(failed).__name__})") from failed
        if status in NEVER:
            raise Never(f"status {status}")
        if status // 100 != HTTPStatus.OK // 100:
            raise Later(f"status {status}")

    async def close(self) -> None:
        """Closes its connections."""
        await self._session.close()


def signed(id_: str, seconds: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """The headers by which a receiver knows a delivery, its time, and, by a signature for each key, whose it is."""
    content = b"%s.%d.%s" % (id_.encode(), seconds, body)
    signatures = [base64.b64encode(hmac.digest(key, content, sha256)).decode() for key in keys]
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _check(url: str) -> None:
    """Raises WrongUsage where a URL is not one to send recommendations to."""
    try:
        split = urlsplit(url)
        host, _ = split.hostname or "", split.port
    except ValueError:
        raise WrongUsage("RINGFENCE_WEBHOOK_URL: is not a URL such as https://safety.example/ringfence") from None
    if split.scheme not in {"http", "https"} or not host or split.username or split.password:
        raise WrongUsage("RINGFENCE_WEBHOOK_URL: give https://, a host, and no name or password before it")
    if split.scheme == "http" and not is_loopback(host):
        raise WrongUsage("RINGFENCE_WEBHOOK_URL: http would show recommendations to everybody on the way: use https")


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(MARK), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < LEAST:
        raise WrongUsage(f"RINGFENCE_WEBHOOK_SECRET: give {MARK} and base64 of {LEAST} bytes or more")
    return key
