"""A broker to try things on, without Docker: `python -m tests.kafka` prints its address, and ends it at Ctrl-C."""

import signal
import sys

from tests.kafka.broker import Broker
from tests.kafka.jars import NoKafka


def main() -> int:
    """Runs a broker until it is told to end; its data goes with it."""
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        with Broker() as broker:
            print(f"export RINGFENCE_BROKERS={broker.bootstrap}", flush=True)  # noqa: T201 - this is a command
            signal.sigwait(signals)
    except NoKafka as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
