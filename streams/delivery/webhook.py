"""Recommendations to a URL of the operator's, signed as Standard Webhooks has it."""

import base64
import binascii
import hmac
import time
from collections.abc import Iterable
from hashlib import sha256
from typing import Self

from streams.delivery.posting import Posting
from streams.errors import WrongUsage
from streams.records import Recommendation
from streams.secrecy import secrets_of
from streams.settings import Settings

MARK = "whsec_"  # before a secret, so that it is known as one where it should not be
LEAST = 24  # bytes of a secret


class Webhook:
    """A receiver. Every record goes there, byte for byte as it is on the topic, under its own id."""

    name = "webhook"
    recalls = False

    def __init__(self, posting: Posting, keys: list[bytes]) -> None:
        self._posting, self._keys = posting, keys

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The receiver that the settings name, if any; raises WrongUsage where they do not fit together."""
        if settings.webhook_url is None:
            return None
        secrets = secrets_of(settings.webhook_secret, settings.webhook_secret_file, "RINGFENCE_WEBHOOK_SECRET")
        if not secrets:
            raise WrongUsage("RINGFENCE_WEBHOOK_URL needs RINGFENCE_WEBHOOK_SECRET or RINGFENCE_WEBHOOK_SECRET_FILE")
        keys = [_key(secret) for secret in secrets]
        return cls(Posting.to(settings.webhook_url, "RINGFENCE_WEBHOOK_URL", settings.webhook_timeout), keys)

    def is_due(self, partition: int, record: Recommendation) -> bool:  # noqa: ARG002 - every record is
        """Whether a record is to be delivered."""
        return True

    def forget(self, partition: int) -> None:
        """There is nothing to forget."""

    async def deliver(self, record: Recommendation, value: bytes) -> None:
        """Posts a record; raises Later or Never."""
        await self._posting.post(value, signed(record.id, int(time.time()), value, self._keys))

    async def close(self) -> None:
        """Closes its connections."""
        await self._posting.close()


def signed(id_: str, seconds: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """The headers by which a receiver knows a delivery, its time, and, by a signature for each key, whose it is."""
    content = b"%s.%d.%s" % (id_.encode(), seconds, body)
    signatures = [base64.b64encode(hmac.digest(key, content, sha256)).decode() for key in keys]
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(MARK), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < LEAST:
        raise WrongUsage(f"RINGFENCE_WEBHOOK_SECRET: give {MARK} and base64 of {LEAST} bytes or more")
    return key
