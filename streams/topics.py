"""Creates the topics, and checks that those there are can hold what the contract says of them."""

from typing import Literal, NamedTuple

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic
from kafka.errors import KafkaError

from streams.broker import connect
from streams.errors import Failed, WrongUsage
from streams.settings import Settings
from streams.topic_table import TOPICS, Topic

POLICY = "cleanup.policy"
COMPACTED = {  # a record that a newer one supersedes may still be what something was judged by
    "accounts": {"min.compaction.lag.ms": "3600000"},
    # what a restart has to read is bounded by how often it is compacted, and only segments that are full are
    "ringfence.state": {
        "min.compaction.lag.ms": "600000",
        "segment.bytes": "67108864",
        "min.cleanable.dirty.ratio": "0.1",
    },
}


class Applied(NamedTuple):
    """What `apply` did about one topic, `name` being the cluster's."""

    name: str
    partitions: int
    action: Literal["created", "exists"]


def apply(settings: Settings) -> list[Applied]:
    """Creates the topics that are missing and checks the others.

    Raises WrongUsage where a topic that exists cannot be used as it is; then nothing has been created.
    """
    admin = connect(settings)
    try:
        found = _partitions(admin, settings, TOPICS)
        _check(admin, settings, found)
        partitions = next(iter(found.values()), settings.partitions)
        if found and partitions != settings.partitions:
            name = next(iter(found))
            raise WrongUsage(
                f"topic {name} has {partitions} partitions, but RINGFENCE_PARTITIONS is {settings.partitions}:"
                f" set it to {partitions}, or delete the topic"
            )
        missing = [topic for topic in TOPICS if settings.topic(topic.name) not in found]
        _create(admin, settings, missing)
    finally:
        admin.close()
    created = {settings.topic(topic.name) for topic in missing}
    names = [settings.topic(topic.name) for topic in TOPICS]
    return [Applied(name, partitions, "created" if name in created else "exists") for name in names]


def check(settings: Settings, needed: tuple[str, ...]) -> int:
    """The number of partitions that all the topics `needed` have; waits for a broker as `connect` does.

    Raises WrongUsage that names the topic which is missing or differs.
    """
    admin = connect(settings)
    try:
        found = _partitions(admin, settings, tuple(topic for topic in TOPICS if topic.name in needed))
        missing = [settings.topic(name) for name in needed if settings.topic(name) not in found]
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            raise WrongUsage(
                f"topic {', '.join(missing)} {verb} missing on {settings.brokers}: run `ringfence topics apply`"
            )
        _check(admin, settings, found)
    finally:
        admin.close()
    return next(iter(found.values()))


def largest(settings: Settings, names: tuple[str, ...]) -> dict[str, int]:
    """How many bytes a batch of records may have on each of these topics, by its contract name."""
    admin = connect(settings)
    try:
        limits = _configs(admin, [settings.topic(name) for name in names], "max.message.bytes")
    finally:
        admin.close()
    return {name: int(limits[settings.topic(name)]) for name in names}


def _partitions(admin: KafkaAdminClient, settings: Settings, topics: tuple[Topic, ...]) -> dict[str, int]:
    """Partition counts of the topics that exist, in the table's order."""
    names = [settings.topic(topic.name) for topic in topics]
    try:
        existing = set(admin.list_topics()) & set(names)
        described = admin.describe_topics(sorted(existing)) if existing else []
    except KafkaError as refused:
        raise Failed(f"{settings.brokers} does not describe its topics: {refused}") from None
    counts = {topic["name"]: len(topic["partitions"]) for topic in described}
    return {name: counts[name] for name in names if name in counts}


def _check(admin: KafkaAdminClient, settings: Settings, found: dict[str, int]) -> None:
    first = next(iter(found), "")
    for name, count in found.items():
        if count != found[first]:
            raise WrongUsage(
                f"topic {first} has {found[first]} partitions, {name} has {count}: all topics need the same number;"
                f" add partitions, or delete {name} and run `ringfence topics apply`"
            )
    compacted = [settings.topic(topic.name) for topic in TOPICS if topic.compacted]
    for name, policy in _configs(admin, [name for name in compacted if name in found], POLICY).items():
        if policy != "compact":
            raise WrongUsage(
                f"topic {name} has {POLICY}={policy}: set it to compact, or records that still count are lost"
            )


def _configs(admin: KafkaAdminClient, names: list[str], key: str) -> dict[str, str]:
    """One setting of each topic, whether it is the topic's own or the brokers'."""
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    try:
        described = admin.describe_configs(resources, config_filter="all")["topic"]
    except KafkaError as refused:
        raise Failed(f"the brokers do not describe {', '.join(names)}: {refused}") from None
    return {name: described[name][key]["value"] for name in names}


def _create(admin: KafkaAdminClient, settings: Settings, missing: list[Topic]) -> None:
    if not missing:
        return
    try:
        admin.create_topics(
            [
                NewTopic(
                    name=settings.topic(topic.name),
                    num_partitions=settings.partitions,
                    replication_factor=settings.replication,
                    topic_configs={POLICY: "compact", **COMPACTED[topic.name]} if topic.compacted else {},
                )
                for topic in missing
            ],
            wait_for_metadata=True,
        )
    except KafkaError as refused:
        raise Failed(f"{settings.brokers} does not create {settings.topic(missing[0].name)}: {refused}") from None
