"""The message detectors again, from the wire contract alone: slow, obvious, and sharing no code with the product.

`judge_messages(accounts, events)` says what has to be found. Where the contract leaves room, these readings hold for
both sides; order, time, limits, declared events and speaking again are as for calls (`tests.oracle`).

People
- A person is who is written to (`to` of sends, statuses and complaints) or writes (`from` of what is received). People
  and the account's senders are compared as numbers are: `tel:+...` is its number, else the text is what it is.
- People of sends are known until 30 UTC days after the day of their latest send, by `ts`. Nobody else can opt out or
  complain, or opt in where they had said nothing before.

Opting out
- It is said to one sender of the account. What was said with the latest `ts` holds, of equal ones what came last.
- `opt` says it; where that is not given the body does.
- A send is after an opt-out if its `ts` is later than that of the opt-out in force. Of those no more than 300,000 ms
  later the first to arrive is the confirmation, one an opt-out.

Templates
- A body after NFKC and case folding, its words joined by one space. A word that, after leading ( < [ " ', has ://
  in it, or begins with `www.`, or with a domain and `/` is a URL. Decimal digits, with single . , : ' / - between them,
  and with the currency sign right before, are a number. What is only URLs, numbers, spaces, punctuation and symbols
  other than So (such as pictures) is no template.
- `template` counts where there is no body, as it is; 16 lower-case hex digits are a fingerprint as findings have it.
- A status has that of its message, if that was sent within 7 days (in ticks of 10 s). So has a complaint; if it is
  about no such message it has, as replies have, the last template that was sent to the person, in order of arrival. One
  about a message without a template has none. Of messages with one id the last to arrive has the template, and the
  latest `ts` the time.

Who belongs to n
- unowned-sender: sends, whose sender has to be held or verified at their `ts`, or is one of `sender_ids`.
- written to are people of sends, and known people who opt out or complain. opt-outs judges at sends and opt-outs,
  complaints at sends and complaints, unknown-recipients at statuses, after-opt-out at such sends alone.
- bulk and snowshoe judge a template at each of its sends, statuses, complaints and opt-outs. The senders of snowshoe
  are those of sends with `registered: false`. One that has more than 50 of them of that template in the window when it
  sends is large, for a day from the pane of that send on.
- loop: messages between a sender and a person, whoever began, in order of arrival. One counts on if it is from the
  other side and not over 30 s before or after the last one, by `ts`; else it is the first. A last one after which 30 s
  have passed, in ticks of 10 s, is forgotten. Senders are counted apart and speak as one subject.
- flooding: sends, by person.
- pumping: sends to numbers of E.164's form of five digits or more. One counts in the pane of its `ts` and ten minutes,
  from the first event on at which the clock has come to that, unless that pane is over when the send comes. It was
  verified where its message was, at its `ts` or up to ten minutes after; of what comes of one message within ten
  minutes the first holds, and all of it has to be heard before the send counts, or when it does. Judged are the
  prefixes of sends that begin to count, of which the last that is over the limits is told. All other prefixes are taken
  together; where there are none, they stay under the half. An account sends `verified` from its first such event on.

Levels
- opt-outs and complaints: level 2 where level 1 is, and LB is over 10 %, or over 0.5 % with 10 people.
- Evidence about a template, by the limits of the rows: of 100 written to 10 stopped or complained, and LB is over;
  of 100 statuses those of unknown recipients, 10 people, and LB is over; or 10 people who had opted out were sent it.

Left to later work: content scores, reports.
"""

from tests.oracle.sms.judge import KNOWN_MESSAGES, judge_messages

__all__ = ["KNOWN_MESSAGES", "judge_messages"]
