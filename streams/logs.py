"""What a running command says: one line an event on standard error, and nothing twice in a minute."""

import logging
import time

import typer

REPEAT = 60.0  # seconds before the same line is said again
CHATTY = ("faust", "mode", "kafka", "asyncio")  # what matters of theirs ends the worker, and is said then
DATED = "%(asctime)s %(levelname)s %(message)s"


class _Once(logging.Filter):
    """Drops what was said a moment ago: a broker that is away is tried many times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None  # one line; what ends the worker is reported by the command itself
        message, now = record.getMessage(), time.monotonic()
        self._said = {line: at for line, at in self._said.items() if now - at < REPEAT}
        return self._said.setdefault(message, now) == now


def configure(*, dated: bool) -> None:
    """Sets up the process's logging; for commands, not for those who import the packages."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(DATED if dated else "ringfence: %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    handler.addFilter(_Once())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("ringfence").setLevel(logging.INFO)
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def say(what: object) -> None:
    """Says something of the command's own, whatever it logs, in one line on standard error."""
    typer.echo(f"ringfence: {' '.join(str(what).split())}", err=True)
