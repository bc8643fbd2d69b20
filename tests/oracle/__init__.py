"""The seven call detectors again, from the wire contract alone: slow, obvious, and sharing no code with the product.

`judge(accounts, calls)` says what has to be found. Where the contract leaves room, these readings hold for both sides.

Order and time
- An id among the account's last 64 accepted events of the topic is a duplicate: it moves nothing, not even that memory.
- The account's clock is the greatest `ts` of its accepted events of the topic, the one being judged included.
- A pane is 1/60 of the window (a UTC day in 30-day rows). At pane p of the clock the panes p - 59 ... p count (days
  d - 29 ... d). An event in an older pane counts nowhere, and only events that count are judged.
- A detector judges at the events that belong to its n, whether or not they belong to k.

Who belongs to n
- unowned, invalid and failed: outbound attempts, emergency calls among them. All other rows leave emergency calls out.
- early-hangups: outbound ends.
- short-calls: answered outbound ends that the network did not release.
- abandoned-calls: outbound ends with `dialer`, `answered_by: human`, `treatment: agent` (or null) and `talk_ms` over 0,
  once for the account and once for the campaign, if there is one; an empty name is none.
- calls-per-second: outbound and forward attempts on `pstn` (or null), `sip` and `app`, at most 10 s behind
  the clock.

Levels
- "LB > limit" is strict, with z = 1.959963984540054. Limits are taken as the decimals they are written as.
- abandoned-calls: without `greeting_ms`, 2000 < `agent_ms` <= 4000 is unknown. Level 2 by the sure ones alone, level 1
  with the unknown ones. short-calls: level 2 where LB is over 30 % too.
- calls-per-second: an attempt crosses, when it arrives, if it stands among more than cps attempts already seen that lie
  less than 1000 ms apart. Level 2: among the clock seconds with a crossing attempt, at least 10 have their latest one
  later than `ts` - 300000. The limit of each crossing is the one in force at its own `ts`. Other attempts are not over
  the limit.

Limits and declared events
- Everything dated holds from `from` until just before `until`, by the `ts` of the event.
- Of an account's dated values of one limit, the last listed that is in force holds, else the policy's.
- Of agreed declared events in force, the highest value of each name replaces the account's.
- Each subject of each detector is followed twice, under the limits in force and under the ordinary ones. Where the
  ordinary side would speak at an event and the other side's level is lower, that is one finding of level 0, provided
  that a declared event in force sets another limit: else there is nothing to name in the alert's `declared`.

Speaking again
- If the clock has moved on by max(window, 1 h) since the last event over the limit, everything said is forgotten. Then
  each level above those said is said, lowest first. The window of unowned-caller-id is 24 h, that of
  calls-per-second 5 min.

Numbers
- `anonymous` and all schemes are read in any case. `tel:+...`, with or without parameters, is the number in it. Other
  strings are compared as they are.
- Emergency numbers are 112 and 911 everywhere, with those of the account's country; all that are known where the
  account or its country is unknown. They are dialled as bare digits, as `tel:911`, as `sip:911@...`, or by an sos URN;
  in E.164 they are ordinary numbers.

Left to later work: legs that come twice or without an attempt, PASSporTs, the do-not-originate list.
"""

from tests.oracle.judge import Finding, judge
from tests.oracle.verdict import Event

__all__ = ["Event", "Finding", "judge"]
