"""The call detectors again, from the wire contract alone: slow, obvious, and sharing no code with the product.

`judge(accounts, calls)` says what has to be found. Where the contract leaves room, these readings hold for both sides.

Order and time
- An id among the account's last 64 accepted events of the topic is a duplicate: it moves nothing, not even that memory.
- The account's clock is the greatest `ts` of its accepted events of the topic, the one being judged included.
- A pane is 1/60 of the window (a UTC day in 30-day rows). At pane p of the clock the panes p - 59 ... p count (days
  d - 29 ... d). An event in an older pane counts nowhere, and only events that count are judged.
- Of distinct keys those count whose greatest pane does.
- A detector judges at the events that belong to its n, whether or not they belong to k.

Legs
- A call is open from its attempt for a day, from the attempt's `ts` to the clock, or until its end; then ended for
  `max_call`, from the clock when the end came. `max_call` is the limit in force, in ms, at the `ts` of the event that
  is looked at, and at that of its end for a call that has ended.
- Nothing changes, not even the ids or the clock, at an attempt or end of an ended call, nor at an attempt of an open
  one less than `max_call` after the first. Later than that, the attempt sets up a new leg.
- An end of an open call joins it. An end of no known call sets up a leg and is its end at once.
- Rows about attempts judge every such set-up: in windows by the event's `ts`; ownership and opt-outs as of the start,
  which is the attempt's `ts`, or the earlier of the end's `started` and `ts`.
- A leg is up from its start until just before its end; without one, for the `max_call` in force at its attempt. An end
  never makes that longer, and one before the start leaves nothing of the leg but the start.
- The horizon is the greatest clock less `max_call` of all accepted events. load.* judges starts after it.

Who belongs to n
- unowned, invalid, failed, rotation and flooding: outbound set-ups, emergency calls among them. All other rows leave
  emergency calls out. Only attempts can have failed verification. Rotation takes malformed callers as they are.
- early-hangups and wangiri: outbound ends; none is given up that has a `sip` of 500 to 599. Without `ring_ms`, `ts` -
  `started` - `talk_ms` or 0 is the ringing.
- short-calls: answered outbound ends that the network did not release.
- abandoned-calls: outbound ends with `dialer`, `answered_by: human`, `treatment: agent` (or null) and `talk_ms` over 0,
  once for the account and once for the campaign, if there is one; an empty name is none.
- sequential-dialing: outbound set-ups to numbers of E.164's form that are neither held nor verified. The 20 callees
  seen last, by `ts` and then arrival, are kept; of these, those whose minute is in the hour are looked at.
- repeat-calls: unanswered outbound ends, by caller and person. Callers are counted apart and speak as one subject.
- unwanted: answered outbound ends, those with `sip` 607, and complaints of known people: whom the account set up an
  outbound leg to, the latest on one of the last 30 UTC days.
- A complaint or opt-out of somebody not known is kept for a day, the latest of each; it counts at a call-detail record
  that sets up a leg to that person which began before, for unwanted if that is answered or not.
- neighbor-spoofing: outbound set-ups under unowned numbers, from and to numbers of E.164's form of seven digits or
  more, of which the first seven are compared. n and the shares of both sides are of these calls.
- calling-hours: outbound ends with `dialer`, to numbers of E.164's form that some time zone is known of, by the longest
  prefix. It is night where it is so in all zones of the prefix, at `started` or, if that is earlier, `ts`. `media: fax`
  and `answered_by: fax` are no people.
- junk-voicemail: outbound ends that were answered or left a voicemail. A voicemail is alike if its `talk_ms` is within
  a tenth of the median of the last 64 to arrive and to count, itself the last of them.
- fax.junk: outbound legs of `media: fax`, as of what says so first, set-up or end. Inbound legs of that kind are faxes
  received. It is judged at faxes sent alone; its window is 24 h.
- active-while-suspended: outbound and forward set-ups, and sends, by their `ts`; without `status_from` there are none.
- after-opt-out: outbound set-ups that start after the earliest opt-out of the person, who was known when it came.
- calls-per-second: outbound and forward set-ups on `pstn` (or null), `sip` and `app`, by their start.
- concurrent-*: set-ups of their direction, on `pstn` (or null) but for forwards, to allocatable Japanese numbers but
  for inbound ones.

Levels
- "LB > limit" is strict, with z = 1.959963984540054. Limits are taken as the decimals they are written as.
- abandoned-calls: without `greeting_ms`, 2000 < `agent_ms` <= 4000 is unknown. Level 2 by the sure ones alone, level 1
  with the unknown ones. short-calls: level 2 where LB is over 30 % too.
- calls-per-second: a leg crosses, when it arrives, if more than cps starts lie in some span of 1000 ms that holds its
  own. Level 2: crossing starts of 10 clock seconds lie in some span of 300000 ms that holds it. The limit of each
  crossing is the one in force at its start. Other legs are not over the limit.
- concurrent-*: an arriving leg is judged at every start of a leg of its class that it overlaps, its own among them: the
  legs of the class that are up then against the limit in force then.

Limits and declared events
- Everything dated holds from `from` until just before `until`, by the `ts` of the event unless said otherwise.
- Of an account's dated values of one limit, the last listed that is in force holds, else the policy's.
- Of agreed declared events in force, the highest value of each name replaces the account's.
- Each subject of each detector is followed twice, under the limits in force and under the ordinary ones. Where the
  ordinary side would speak at an event and the other side's level is lower, that is one finding of level 0, provided
  that a declared event in force sets another limit: else there is nothing to name in the alert's `declared`. That is
  asked at the event, by concurrent-* at the first moment at which the ordinary side is at its limit.

Speaking again
- If the clock has moved on by max(window, 1 h) since the last event over the limit, everything said is forgotten. Then
  each level above those said is said, lowest first. The window of unowned-caller-id, repeat-calls and concurrent-* is
  24 h, that of calls-per-second 5 min.

Numbers
- `anonymous` and all schemes are read in any case. `tel:+...`, with or without parameters and visual separators (RFC
  3966), is the number in it; of callees `sip:+...@host` too. Other strings are
  compared as they are, but that the case of those that are no SIP URI is no matter.
- A person is a number, else up to 8 digits dialled bare, as `tel:` alone, or as an emergency number of the account is
  dialled, else the text; an sos URN is 112.
- Emergency numbers are 112 and 911 everywhere, with those of the account's country; all that are known where the
  account or its country is unknown. They are dialled as bare digits, as `tel:911`, as `sip:911@...`, or by an sos URN;
  in E.164 they are ordinary numbers.

PASSporTs
- One contradicts an attempt whose `from` and `pai`, of which at least one is a number, are not its `orig`; that goes to
  a number it is not for; that is more than 60 whole seconds from its `iat`; or whose `attest` is another one.
- Of the tokens of a header, those with `div` join `dest` with who had the call sent on; the callee and all that tokens
  are for have to be joined. Then one fresh token is enough. Of several attestations one has to be that of the attempt.
- One in the compact form that says `ppt=div` leaves open where the call goes and when it was signed, and so does a part
  that is malformed, as most often it was cut; then attestations are left open too. A type that is unknown says nothing.
  Signatures are not verified here.

The do-not-originate list
- A caller's number is on it by the `ts` of the event that is judged, that of the end where there is no attempt.
"""

from tests.oracle.arrival import Event
from tests.oracle.judge import KNOWN, Finding, judge

__all__ = ["KNOWN", "Event", "Finding", "judge"]
