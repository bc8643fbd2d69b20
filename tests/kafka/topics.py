"""Topics of a test's own on a broker that many tests share."""

import secrets

from kafka.admin import KafkaAdminClient


class Topics:
    """Topics whose names begin with `prefix`, which nothing else on the broker uses.

    What others create under the prefix (`Settings(topic_prefix=topics.prefix)`) is deleted with the rest.
    """

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self.prefix = f"test-{secrets.token_hex(6)}."

    def create(self, name: str = "topic", partitions: int = 1, **configs: str | int) -> str:
        """Creates `prefix + name` and returns that once each partition has a leader.

        `configs` are the topic's, with `_` for `.`: `create("state", cleanup_policy="compact")`.
        """
        full = self.prefix + name
        options = {
            "num_partitions": partitions,
            "replication_factor": 1,
            "configs": {key.replace("_", "."): str(value) for key, value in configs.items()},
        }
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            admin.create_topics({full: options}, wait_for_metadata=True)
        finally:
            admin.close()
        return full

    def delete(self) -> None:
        """Deletes every topic under the prefix."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            if mine := [name for name in admin.list_topics() if name.startswith(self.prefix)]:
                admin.delete_topics(mine)
        finally:
            admin.close()
