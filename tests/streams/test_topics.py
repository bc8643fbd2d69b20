import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaConnectionError

import streams.topics
from streams.errors import Failed, WrongUsage
from streams.settings import Settings
from streams.topic_table import TOPICS
from streams.topics import apply, check
from tests.conftest import SharedBroker
from tests.kafka.topics import Topics


@pytest.fixture
def settings(broker: SharedBroker, topics: Topics) -> Settings:
    return Settings(brokers=broker.bootstrap, topic_prefix=topics.prefix, group=f"{topics.prefix}group", partitions=3)


def test_topics_are_created_once_with_what_they_need(settings: Settings, topics: Topics) -> None:
    assert {(topic.partitions, topic.action) for topic in apply(settings)} == {(3, "created")}
    assert {(topic.partitions, topic.action) for topic in apply(settings)} == {(3, "exists")}
    assert check(settings, tuple(topic.name for topic in TOPICS)) == 3
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap)
    try:
        resources = [ConfigResource(ConfigResourceType.TOPIC, settings.topic(topic.name)) for topic in TOPICS]
        configs = admin.describe_configs(resources, config_filter="all")["topic"]
    finally:
        admin.close()
    compacted = {name for name, config in configs.items() if config["cleanup.policy"]["value"] == "compact"}
    assert compacted == {f"{topics.prefix}accounts", f"{topics.prefix}ringfence.state"}


def test_topics_that_are_there_already_are_kept_and_the_others_added(settings: Settings, topics: Topics) -> None:
    mine = topics.create("calls", 3)
    actions = {topic.name: topic.action for topic in apply(settings)}
    assert [name for name, action in actions.items() if action == "exists"] == [mine]


def test_another_number_of_partitions_is_named_before_anything_is_created(settings: Settings, topics: Topics) -> None:
    odd = topics.create("sms", 2)
    with pytest.raises(WrongUsage, match=f"topic {odd} has 2 partitions, but RINGFENCE_PARTITIONS is 3"):
        apply(settings)
    with pytest.raises(WrongUsage, match="calls is missing"):
        check(settings, ("calls",))


def test_partitions_are_added_when_that_is_asked_for_and_never_taken_away(settings: Settings) -> None:
    apply(settings)
    more, fewer = settings.model_copy(update={"partitions": 4}), settings.model_copy(update={"partitions": 2})
    with pytest.raises(WrongUsage, match=r"is 4: set it to 3, or stop all workers and run .*--add-partitions`, then"):
        apply(more)
    assert check(settings, ("calls", "ringfence.state")) == 3
    assert {(topic.partitions, topic.action) for topic in apply(more, add_partitions=True)} == {(4, "grown")}
    assert check(settings, tuple(topic.name for topic in TOPICS)) == 4
    with pytest.raises(WrongUsage, match="is 2: set it to 4, or delete the topic"):
        apply(fewer, add_partitions=True)


def test_topics_that_were_given_partitions_one_by_one_are_made_equal(settings: Settings, topics: Topics) -> None:
    for name, count in {"calls": 3, "sms": 2}.items():
        topics.create(name, count)
    with pytest.raises(
        WrongUsage, match="sms has 2: all topics need the same number; run `ringfence topics apply --add"
    ):
        apply(settings)
    actions = {topic.name.removeprefix(topics.prefix): topic.action for topic in apply(settings, add_partitions=True)}
    assert [actions[name] for name in ("calls", "sms", "email")] == ["exists", "grown", "created"]


def test_an_accounts_topic_that_forgets_is_named(settings: Settings, topics: Topics) -> None:
    forgetful = topics.create("accounts", 3, cleanup_policy="delete")
    with pytest.raises(WrongUsage, match=f"topic {forgetful} has cleanup.policy=delete: set it to compact"):
        apply(settings)


class Closing:
    """An admin client of a broker that goes away when it is asked."""

    def list_topics(self) -> list[str]:
        raise KafkaConnectionError("reset by peer")

    def close(self) -> None:
        pass


def test_a_broker_that_goes_away_while_it_is_asked_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams.topics, "connect", lambda _: Closing())
    with pytest.raises(Failed, match=r"^localhost:9092 does not describe its topics: .*reset by peer"):
        check(Settings(), ("calls",))
