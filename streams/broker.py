"""The first connection to the brokers: tried again until the time that the settings allow has passed."""

import logging
import time

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.connection import connection
from streams.errors import Failed
from streams.settings import Settings

FIRST_TRY = 2.0  # seconds; then the operator is told, and waiting goes on
PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds between tries, the last one over and over

log = logging.getLogger("ringfence")


def connect(settings: Settings) -> KafkaAdminClient:
    """An admin client of the cluster.

    Says once that nobody answers, tries on with growing pauses, and raises Failed after `broker_timeout` seconds; where
    a broker lets nobody in, at once.
    """
    started = time.monotonic()
    tries = 0
    while True:
        left = started + settings.broker_timeout - time.monotonic()
        try:
            return KafkaAdminClient(
                **connection(settings),
                bootstrap_timeout_ms=max(100, int(min(FIRST_TRY, left) * 1000)),
                request_timeout_ms=30_000,
            )
        except (KafkaError, OSError) as unanswered:
            reason = str(unanswered)
        from streams.refusal import refusal  # noqa: PLC0415 - commands that are let in need not load it

        if refused := refusal(settings):
            raise Failed(refused)
        left = started + settings.broker_timeout - time.monotonic()
        if left <= 0:
            raise Failed(
                f"no broker answers at {settings.brokers} after {settings.broker_timeout:g} s ({reason});"
                " see RINGFENCE_BROKERS and RINGFENCE_BROKER_TIMEOUT"
            )
        if not tries:
            log.warning("no broker answers at %s; trying for another %.0f s", settings.brokers, left)
        time.sleep(min(left, PAUSES[min(tries, len(PAUSES) - 1)]))
        tries += 1
