"""Random traffic on `sms`, honest and abusive, with the facts of its accounts: seeded, or small for hypothesis."""

from tests.traffic.messages.behaviours import MESSAGE_PROFILES
from tests.traffic.messages.seeded import random_messages
from tests.traffic.messages.small import message_streams

__all__ = ["MESSAGE_PROFILES", "message_streams", "random_messages"]
