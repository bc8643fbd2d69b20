"""Who is in the consumer group of the workers: nobody, where what they work on is changed."""

import time

from kafka.admin import KafkaAdminClient
from kafka.errors import GroupIdNotFoundError, KafkaError

from streams.broker import connect
from streams.errors import Failed, WrongUsage
from streams.settings import Settings

PAUSE = 0.2  # seconds; brokers that have just started make the topic of groups when they are first asked for one


def refuse_members(settings: Settings, command: str) -> None:
    """Raises WrongUsage where workers of the group are running, which a command cannot do with."""
    admin = connect(settings)
    try:
        members = _members(admin, settings)
    finally:
        admin.close()
    if members:
        workers = f"{members} worker{'s' if members > 1 else ''}"
        raise WrongUsage(f"the group {settings.group} has {workers}: stop all of them, then run {command} again")


def _members(admin: KafkaAdminClient, settings: Settings) -> int:
    started = time.monotonic()
    while True:
        try:
            group = admin.describe_groups([settings.group])[settings.group]
            error = group["error"]
        except KafkaError as refused:
            error = str(refused)
        if error is None:
            return len(group["members"])
        if GroupIdNotFoundError.__name__ in error:
            return 0
        if time.monotonic() - started > settings.broker_timeout:
            raise Failed(f"{settings.brokers} does not say who is in the group {settings.group}: {error}")
        time.sleep(PAUSE)
