"""Whom an account has called of late, and who has opted out: only those it called can complain of it or opt out."""

from detectors.calls import COMPLAINT, OPT_OUT, OUTBOUND
from detectors.kernel import Record, kernel
from detectors.memory import Memory
from detectors.sightings import OPTED_OUT, PERSON, TICK, UNTIL, add, change, find, latest, value_of
from detectors.spans import DAY

DAYS = 30  # UTC days for which somebody who was called is known
TICKS = DAY // TICK


@kernel
def meet(call: Record, seen: Record, memory: Memory, clock: int) -> None:
    """Notes who was called or has opted out; sets `known` of complaints and opt-outs, `opted_out` of calls."""
    tick = clock // TICK
    if call.emergency:
        return
    if call.event == COMPLAINT or call.event == OPT_OUT:
        entry = find(seen, memory, PERSON, call.destination)
        call.known = entry != 0 and memory[entry + UNTIL] > tick
        if call.known and call.event == OPT_OUT:
            opt_out(call, seen, memory, tick)
    elif call.sets_up and call.direction == OUTBOUND:
        until = (call.ts // DAY + DAYS) * TICKS
        if until > tick:
            latest(seen, memory, PERSON, call.destination, until, tick)
        entry = find(seen, memory, OPTED_OUT, call.destination)
        call.opted_out = entry != 0 and memory[entry + UNTIL] * TICK + value_of(memory, entry) < call.since


@kernel
def opt_out(call: Record, seen: Record, memory: Memory, tick: int) -> None:
    """Somebody wants no more calls, from the first time on that they said so."""
    entry = find(seen, memory, OPTED_OUT, call.destination)
    if entry == 0:
        add(seen, memory, OPTED_OUT, call.destination, call.ts // TICK, call.ts % TICK, tick)
    elif call.ts < memory[entry + UNTIL] * TICK + value_of(memory, entry):
        change(memory, entry, call.ts // TICK, call.ts % TICK)
