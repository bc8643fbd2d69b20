"""Processes that deliver, and a receiver of what they do that fails, hangs or refuses as it is told."""

import base64
import hmac
import json
import random
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

import msgspec
from kafka import KafkaProducer

from streams.placement import home
from streams.records import Recommendation
from tests.kafka.cluster import COMMAND, Cluster, Worker
from tests.streams.test_tail import recommendation

PARTITIONS = 3
KEY = b"0123456789abcdef01234567"
ACCOUNTS = [f"account-{n}" for n in range(12)]


class Receiver:
    """A receiver that keeps what it was sent. Some of it fails, and some hangs until it is told to go on."""

    def __init__(self, seed: int = 0) -> None:
        self.bodies = dict[str, bytes]()  # by id, what was taken
        self.order = defaultdict[str, list[str]](list)  # by account, ids in the order in which they came first
        self.times = defaultdict[str, int](int)  # by id, how often it was taken
        self.hang, self.fail, self.refused = 0.0, 0.0, set[str]()
        self.let_go = Event()
        self._random, self._lock = random.Random(seed), Lock()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    def start(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = receiver.take(dict(self.headers.items()), body)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, headers: dict[str, str], body: bytes) -> int:
        id_, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        content = f"{id_}.{stamp}.".encode() + body
        expected = base64.b64encode(hmac.digest(KEY, content, sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        with self._lock:
            chance = self._random.random()
        if id_ in self.refused:
            return 422
        if chance < self.hang:
            self.let_go.wait(60)
        elif chance < self.hang + self.fail:
            return 503
        with self._lock:  # whether the other side still listens or not
            account = json.loads(body)["account"]
            if id_ not in self.bodies:
                self.order[account].append(id_)
            self.bodies[id_] = body
            self.times[id_] += 1
        return 204


class Deliverers:
    """Processes that deliver."""

    def __init__(self, cluster: Cluster, stack: ExitStack) -> None:
        self.cluster, self._stack, self._started = cluster, stack, 0

    def start(self, *options: str, **settings: str) -> Worker:
        self._started += 1
        log = self.cluster.folder / f"deliver-{self._started}.log"
        with log.open("wb") as out:
            environment = self.cluster.environment | settings
            process = subprocess.Popen([COMMAND, "deliver", *options], env=environment, stdout=out, stderr=out)
        self._stack.callback(_ended, process)
        return Worker(process, log)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def webhook(receiver: Receiver, **more: str) -> dict[str, str]:
    return {
        "RINGFENCE_WEBHOOK_URL": f"http://127.0.0.1:{receiver.port}/ringfence",
        "RINGFENCE_WEBHOOK_SECRET": f"whsec_{base64.b64encode(KEY).decode()}",
        "RINGFENCE_WEBHOOK_TIMEOUT": "1",
    } | more


def put(cluster: Cluster, records: Iterable[Recommendation | bytes], account: str = "acme") -> None:
    producer = KafkaProducer(bootstrap_servers=cluster.bootstrap)
    for record in records:
        whose = record.account if isinstance(record, Recommendation) else account
        value = msgspec.json.encode(record) if isinstance(record, Recommendation) else record
        producer.send(
            f"{cluster.prefix}enforcement", value=value, key=whose.encode(), partition=home(whose, PARTITIONS)
        )
    producer.flush()
    producer.close()


def of_all(numbers: Iterable[int]) -> list[Recommendation]:
    """A record of each account for each number."""
    return [recommendation(id=f"{account}/{n}", account=account) for n in numbers for account in ACCOUNTS]
