"""Carries out faults: each meets a worker that lives, or the broker, and what it takes for them to be over follows."""

import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from tests.chaos.fleet import Fleet, Place
from tests.chaos.schedule import CRASH, ZOMBIE, Fault
from tests.chaos.timeline import Happened
from tests.kafka.broker import Broker

SESSION = 3.0  # seconds
DOWN = 6.0  # seconds that only one worker is wanted when it is scaled


class Faults:
    """Does what a schedule says; `happened` is what came of it so far."""

    def __init__(self, schedule: list[Fault], fleet: Fleet, broker: Broker) -> None:
        self._due, self._fleet, self._broker = schedule, fleet, broker
        self.happened: list[Happened] = []
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._armed: list[tuple[Place, str]] = []
        self._starting: Future[None] | None = None
        self._starter = ThreadPoolExecutor(1)  # one that stays: the broker is bound to the thread that starts it

    def look(self, seconds: float) -> None:
        """Does what is due so many seconds after the traffic began."""
        now = time.time()
        for place, kind in [armed for armed in self._armed if not armed[0].arm.exists()]:
            self._armed.remove((place, kind))
            self.happened.append(Happened(kind, now))
        for due in [later for later in self._later if later[0] <= now]:
            self._later.remove(due)
            due[1]()
        while self._due and self._due[0].at <= seconds and self._do(self._due[0]):
            del self._due[0]

    def disarm(self) -> None:
        """Has no worker kill itself any more: without traffic it may never come to its point."""
        for place, _ in self._armed:
            place.arm.unlink(missing_ok=True)
        self._armed.clear()

    @property
    def over(self) -> bool:
        """Whether all has happened, and what was stopped goes on."""
        return not (self._due or self._later or self._armed or self.broker_is_away)

    @property
    def broker_is_away(self) -> bool:
        """Whether the broker is being started."""
        return self._starting is not None and not self._starting.done()

    def _do(self, fault: Fault) -> bool:
        """Whether it could be done; else it has to wait for a worker, or the broker, that lives."""
        places = [*self._fleet.places[fault.worker :], *self._fleet.places[: fault.worker]]
        living = [place for place in places if place.lives]
        if not living or (self.broker_is_away and "broker" in fault.kind):
            return False
        happened = Happened(fault.kind, time.time())
        if fault.kind.startswith(CRASH):
            free = [place for place in living if not place.arm.exists()]
            if free:
                free[0].arm.write_text(fault.kind.removeprefix(CRASH))
                self._armed.append((free[0], fault.kind))
            return bool(free)
        if fault.kind == ZOMBIE:
            self._freeze(living[0], happened)
        elif "scale" in fault.kind:
            self._scale(places)
        elif "broker" in fault.kind:
            self._broker.kill()
            self._starting = self._starter.submit(self._broker.start)
        else:
            living[0].signal(signal.SIGTERM if "SIGTERM" in fault.kind else signal.SIGKILL)
        self.happened.append(happened)
        return True

    def _freeze(self, place: Place, happened: Happened) -> None:
        place.signal(signal.SIGSTOP)
        happened.until = happened.at + 2 * SESSION
        self._later.append((happened.until, partial(place.signal, signal.SIGCONT)))

    def _scale(self, places: list[Place]) -> None:
        for place in places[1:]:
            place.wanted = False
            place.signal(signal.SIGTERM)
            self._later.append((time.time() + DOWN, place.want))
