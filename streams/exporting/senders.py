"""From whom the mails and messages were that findings are about: outputs do not say, what was judged does."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from streams.files import opened
from streams.merge import found
from streams.reasons import with_whole_letters
from streams.records import Alert


class _Event(msgspec.Struct):
    """What of an event matters here; anything may be wrong with it."""

    id: object = None
    account: object = None
    message: object = None
    event: object = None
    mail_from: object = None
    from_: object = msgspec.field(name="from", default=None)


_event = msgspec.json.Decoder(_Event).decode


class Senders:
    """The envelope senders of mails and the senders of messages, in a folder that a replay reads."""

    def __init__(self, folder: Path | None, alerts: Iterable[Alert]) -> None:
        self._of: dict[tuple[str, str], str] = {}  # by account and event
        if folder is None:
            return
        samples = {(alert.account, sample) for alert in alerts for sample in alert.samples}
        for path in found(folder).values():
            if path.name.partition(".")[0] in {"email", "sms"}:
                self._look(path, samples)

    def of(self, alerts: Iterable[Alert]) -> str | None:
        """From whom most samples of findings were; of equals, the first of the alphabet. None: it is not known."""
        counted = Counter(
            sender
            for alert in alerts
            for sample in alert.samples
            if (sender := self._of.get((alert.account, sample))) is not None
        )
        return min(counted, key=lambda sender: (-counted[sender], sender), default=None)

    def _look(self, path: Path, samples: set[tuple[str, str]]) -> None:
        """A sample is a send, or a status or complaint, which names the message that it is about."""
        about = dict[tuple[object, object], list[tuple[str, str]]]()
        for event in _events(path):
            if (event.account, event.id) in samples:
                about.setdefault((event.account, event.message), []).append((str(event.account), str(event.id)))
        for event in _events(path):
            sender = event.mail_from or event.from_
            if event.event == "send" and isinstance(sender, str) and not names_recipient(sender):
                for sample in about.get((event.account, event.message), ()):
                    self._of[sample] = sender


def names_recipient(sender: str) -> bool:
    """Whether an envelope sender may have its recipient in it, as senders do who want to know who it is that bounced.

    >>> names_recipient("bounce+ann=mail.example@acme.example"), names_recipient("news@acme.example")
    (True, False)
    """
    return "=" in sender.partition("@")[0]


def _events(path: Path) -> Iterator[Any]:
    for _, line in opened(path):
        try:
            event = _event(with_whole_letters(line))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        if all(isinstance(field, str) for field in (event.id, event.account, event.message)):
            yield event
