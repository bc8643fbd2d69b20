"""Has Kafka's client notice a connection that uvloop has closed: it knows no way for that but an OSError.

asyncio's transports take what is written after they were closed, and drop it; uvloop's raise RuntimeError. Between a
broker's reset and the client's reading of it that would go through all of aiokafka, and end, without a word, the task
that asks for the brokers' whereabouts: whoever waits for these then waits for ever, and no heartbeat is sent again.
"""

from functools import wraps
from typing import Any

from aiokafka.conn import AIOKafkaConnection, CloseReason
from aiokafka.errors import KafkaConnectionError

_send = AIOKafkaConnection.send


@wraps(_send)
def _send_or_close(self: AIOKafkaConnection, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as aiokafka has it
    try:
        return _send(self, *args, **kwargs)
    except RuntimeError as closed:
        self.close(reason=CloseReason.CONNECTION_BROKEN)
        raise KafkaConnectionError(f"Connection at {self.host}:{self.port} broken: {closed}") from closed


def heed_closed_transports() -> None:
    """From now on, for all connections of the process."""
    AIOKafkaConnection.send = _send_or_close
