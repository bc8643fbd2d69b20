"""The mail detectors again, from the wire contract alone: slow, obvious, and sharing no code with the product.

`judge_mails(accounts, events, malware)` says what has to be found. Where the contract leaves room, these readings hold
for both sides; order, time, limits, declared events and speaking again are as for calls (`tests.oracle`), templates as
for messages (`tests.oracle.sms`).

People
- A person is an address in NFKC, case folded, without surrounding space. A send is to each address in `to` once; where
  there is none, to as many without names as `recipients` says. A send to nobody counts nowhere, but for malware.
- Whoever was sent to by name, or delivered to, is known until 30 UTC days after the day of the latest such event, by
  `ts`. So is, as long, whoever is named in an event about a message to people without names. Nobody else can complain
  or unsubscribe.
- A send is one event, however many it goes to: all of them are counted, then it is judged.

Messages
- A message is remembered for 7 days (in ticks of 10 s), one to people without names for as long as people are. Of those
  with one id the last to arrive says what it was, and the latest `ts` how long that is remembered.
- All that is said of a message has its template. A complaint about none that is remembered has the last template that
  was sent to the person by name, in order of arrival, those aside that are too old for anybody to be known by them.

Unsubscribing
- It is from all mail, or from the campaign that it names; an empty name is none. The earliest of each holds for good.
- A send comes after it if its `ts` is more than 48 h later, and it offers `one-click` or `link`, or the account's use
  is marketing.

Who belongs to n
- complaints: people of deliveries, and known people who complain; judged at both.
- bounces: people of sends, those without names as often as they were sent to, and people of hard bounces; judged at
  both. Who bounces of a message to people without names is one of these, so that n has room for all who did.
- after-unsubscribe judges at such sends alone. malware at each send with an attachment on the list, however late.
- bulk judges a template at its sends, deliveries, hard bounces, and complaints of known people. Of it are 1,000 people
  of sends and bounces, those without names as above.
- forged-sender: mails are counted once a recipient. Domains are compared as organisational ones on both sides; a `From`
  without one is nobody's. Level 2 is of others' domains, level 1 of its own: neither says the other.

Levels
- complaints and bounces: level 2 where level 1 is, and LB is over 0.5 % with 10 people, or over 10 %.
- Evidence about a template, by the limits of the rows, in its own 24 h: 10 people of 200 who complained or to whom it
  bounced, and LB is over; 10 people who had unsubscribed; or, where the account's use is marketing, no way to
  unsubscribe (`none`) in half of its mails or more.

Left to later work: content scores, reports.
"""

from tests.oracle.email.judge import KNOWN_MAILS, judge_mails

__all__ = ["KNOWN_MAILS", "judge_mails"]
