"""Creates the topics, and checks that those there are can hold what the contract says of them."""

from time import monotonic, sleep
from typing import Literal, NamedTuple

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic
from kafka.errors import KafkaError

from streams.broker import connect
from streams.errors import Failed, WrongUsage
from streams.members import refuse_members
from streams.settings import Settings
from streams.topic_table import TOPICS, Topic

POLICY = "cleanup.policy"
LOOK = 0.1  # seconds between looks whether partitions are there
CONFIGS = {
    "ringfence.audit": {"retention.ms": "-1"},  # a chain without its beginning is not whole
    # a record that a newer one supersedes may still be what something was judged by
    "accounts": {"min.compaction.lag.ms": "3600000"},
    # what a restart has to read is bounded by how often it is compacted, and only segments that are full are
    "ringfence.state": {
        "min.compaction.lag.ms": "600000",
        "segment.bytes": "67108864",
        "min.cleanable.dirty.ratio": "0.1",
    },
}


Action = Literal["created", "exists", "grown"]


class Applied(NamedTuple):
    """What `apply` did about one topic, `name` being the cluster's."""

    name: str
    partitions: int
    action: Action


def apply(settings: Settings, *, add_partitions: bool = False) -> list[Applied]:
    """Creates the topics that are missing, checks the others and gives them partitions that they lack if so asked.

    Raises WrongUsage where a topic that exists cannot be used as it is, or is in use; then nothing has been changed.
    """
    admin = connect(settings)
    try:
        found = _partitions(admin, settings, TOPICS)
        grown = {name for name, count in found.items() if add_partitions and count < settings.partitions}
        if grown:
            refuse_members(settings, "`ringfence topics apply --add-partitions`")
        partitions = found | dict.fromkeys(grown, settings.partitions)
        _check(admin, settings, partitions)
        _compare(settings, partitions)
        _grow(admin, settings, grown)
        missing = [topic for topic in TOPICS if settings.topic(topic.name) not in found]
        _create(admin, settings, missing)
    finally:
        admin.close()
    actions: dict[str, Action] = {name: "grown" if name in grown else "exists" for name in found}
    names = [settings.topic(topic.name) for topic in TOPICS]
    return [Applied(name, settings.partitions, actions.get(name, "created")) for name in names]


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


def _compare(settings: Settings, found: dict[str, int]) -> None:
    """Raises WrongUsage where topics, which have equal numbers of partitions, have another than they should."""
    for name, count in found.items():
        if count != settings.partitions:
            add = (
                ", or stop all workers and run `ringfence topics apply --add-partitions`, then `ringfence rescale`"
                if count < settings.partitions
                else ", or delete the topic"
            )
            raise WrongUsage(
                f"topic {name} has {count} partitions, but RINGFENCE_PARTITIONS is {settings.partitions}:"
                f" set it to {count}{add}"
            )


def _grow(admin: KafkaAdminClient, settings: Settings, names: set[str]) -> None:
    if not names:
        return
    try:
        admin.create_partitions(dict.fromkeys(sorted(names), settings.partitions))
    except KafkaError as refused:
        raise Failed(f"{settings.brokers} does not add partitions: {refused}") from None
    until = monotonic() + settings.broker_timeout
    while any(count < settings.partitions for count in _partitions(admin, settings, TOPICS).values()):
        if monotonic() > until:  # brokers hear of it one after the other, and whoever comes next has to see it
            raise Failed(f"{settings.brokers} does not show the partitions that were added; run the same again")
        sleep(LOOK)


def _check(admin: KafkaAdminClient, settings: Settings, found: dict[str, int]) -> None:
    first = next(iter(found), "")
    for name, count in found.items():
        if count != found[first]:
            raise WrongUsage(
                f"topic {first} has {found[first]} partitions, {name} has {count}: all topics need the same number;"
                f" run `ringfence topics apply --add-partitions`, or delete {name} and run `ringfence topics apply`"
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
                    topic_configs=({POLICY: "compact"} if topic.compacted else {}) | CONFIGS.get(topic.name, {}),
                )
                for topic in missing
            ],
            wait_for_metadata=True,
        )
    except KafkaError as refused:
        raise Failed(f"{settings.brokers} does not create {settings.topic(missing[0].name)}: {refused}") from None
