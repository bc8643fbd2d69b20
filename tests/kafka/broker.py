"""One Kafka broker in a process of its own, on free loopback ports, with data that lasts until it is closed."""

import base64
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from tests.kafka.jars import jars, java

HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)  # below those that the kernel hands out, so that a port is still free at a restart
START = 60  # seconds
STOP = 20

PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "PLAINTEXT",
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",  # 50 of them would cost each start seconds
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "auto.create.topics.enable": "false",  # a misspelt topic is an error
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",  # so that a killed worker is noticed within a test
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",  # a killed broker is not let in again before its old session ends
    "log.retention.ms": "-1",  # stories are dated in the past
    "log.segment.delete.delay.ms": "1000",
}


class Broker:
    """Kafka as users run it, alone. A context manager: started at its beginning, gone with its data at its end.

    `properties` are added to the broker's own. Raises NoKafka where this machine cannot run one, and RuntimeError with
    the end of its log where it does not start. With `secured`, the properties of a listener, it listens by SASL and TLS
    as well, at `secured`.
    """

    def __init__(self, properties: Mapping[str, str] | None = None, secured: Mapping[str, str] | None = None) -> None:
        self._java, self._jars = java(), jars()
        self._folder = Path(tempfile.mkdtemp(prefix="ringfence-kafka-"))
        port, controller, third = _free_ports(3)
        self.bootstrap, self.secured = f"{HOST}:{port}", f"{HOST}:{third}"
        self._process: subprocess.Popen[bytes] | None = None
        self._log = self._folder / "broker.log"
        self._settings = self._folder / "server.properties"
        own = {
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.quorum.voters": f"1@{HOST}:{controller}",
            "log.dirs": str(self._folder / "data"),
        }
        if secured:
            further = f",SECURED://{self.secured}"
            own |= {
                "listeners": own["listeners"] + further,
                "advertised.listeners": own["advertised.listeners"] + further,
            }
            own["listener.security.protocol.map"] = PROPERTIES["listener.security.protocol.map"] + ",SECURED:SASL_SSL"
            own |= {f"listener.name.secured.{name}": value for name, value in secured.items()}
        lines = [f"{name}={value}\n" for name, value in {**PROPERTIES, **own, **(properties or {})}.items()]
        self._settings.write_text("".join(lines), encoding="utf-8")

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id of the running broker."""
        if self._process is None:
            raise RuntimeError("the broker is not running")
        return self._process.pid

    def start(self) -> None:
        """Starts it, on the data and the port it had before, and returns once it answers."""
        if self._process is not None:
            raise RuntimeError("the broker is already running")
        if not (self._folder / "data").exists():
            self._format()
        # Bound to this process, so that none outlives a test run that is killed.
        bound = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*bound, *self._run("kafka.Kafka"), str(self._settings)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests; they end the broker
            )
        self._await_answer(self._process)

    def stop(self) -> None:
        """Ends it in good order, by SIGTERM; by SIGKILL where it takes longer than 20 s."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it as a crash does. `start` brings it back with what its disk held."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stops it and starts it again on the same port."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Ends it and deletes its data."""
        self.kill()
        shutil.rmtree(self._folder)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            os.killpg(process.pid, how)
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, program: str) -> list[str]:
        memory = ["-Xms256m", "-Xmx512m", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"]
        logging = ["-Dorg.apache.logging.log4j.level=WARN"]
        return [self._java, *memory, *logging, "-cp", f"{self._jars}/*", program]

    def _format(self) -> None:
        cluster = base64.urlsafe_b64encode(b"\0" + secrets.token_bytes(15)).rstrip(b"=").decode()  # no leading hyphen
        command = [*self._run("kafka.tools.StorageTool"), "format", "-t", cluster, "-c", str(self._settings)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"Kafka could not format its storage: {done.stdout}{done.stderr}")

    def _await_answer(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START
        while not answers(self.bootstrap):
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                if time.monotonic() < until:
                    continue
            self.kill()
            end = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"Kafka did not start on {self.bootstrap}; the end of its log:\n{end}")


def answers(bootstrap: str) -> bool:
    """Whether a Kafka broker answers at the first `host:port` of `bootstrap`."""
    host, _, port = bootstrap.partition(",")[0].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
        admin = KafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5_000, bootstrap_timeout_ms=5_000)
    except (OSError, KafkaError):
        return False
    try:
        return bool(admin.describe_cluster()["brokers"])
    except KafkaError:
        return False
    finally:
        admin.close()


def _free_ports(count: int) -> list[int]:
    """Ports that nothing listens on, by chance, so that brokers started at once seldom meet."""
    free: set[int] = set()
    while len(free) < count:
        port = secrets.choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                free.add(port)
    return list(free)
