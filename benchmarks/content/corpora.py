"""Corpora as labelled lines for `ringfence models`: `python -m benchmarks.content.corpora FROM TO`.

FROM is a folder with the corpora as they are published; TO gets `<kind>-train-<corpus>.ndjson` and
`<kind>-test-<corpus>.ndjson`. Only corpora that may be used for it (UCI SMS: CC BY 4.0; SpamAssassin: public;
robocall transcripts of the FTC: public domain) and messages of our own train.
"""

import argparse
import csv
import email
import email.header
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from email.message import Message
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from benchmarks.content import written
from models.training import campaign

HELD_OUT = 4  # one campaign in so many of a corpus that trains is held out


class Text(NamedTuple):
    """One labelled text."""

    body: str
    spam: bool
    subject: str | None = None
    language: str | None = None  # where a set has several
    campaign: str | None = None  # where it is known, and not to be told from how the text begins


def held_out(text: Text) -> bool:
    """Whether a text is for measuring: by its campaign, so that no campaign is on both sides."""
    name = campaign((text.subject or "") + "\n" + text.body).encode("utf-8", "surrogatepass")
    return blake2b(name, digest_size=1).digest()[0] % HELD_OUT == 0


def uci(folder: Path) -> Iterator[Text]:
    """English messages of persons, and spam in Britain of 2006."""
    for line in (folder / "uci_sms" / "sms.tsv").read_text(encoding="utf-8").splitlines():
        label, body = line.split("\t", 1)
        yield Text(body, label == "spam")


def exais(folder: Path) -> Iterator[Text]:
    """Messages from and to mobile phones in Nigeria; promotions stand on both sides of its labels."""
    with (folder / "exais_sms" / "exais.csv").open(encoding="utf-8", newline="") as file:
        yield from (Text(row["text"], row["label"] == "spam") for row in csv.DictReader(file))


def nus(folder: Path) -> Iterator[Text]:
    """Messages of persons in Singapore, without those that are in UCI SMS too."""
    known = {campaign(text.body) for text in uci(folder)}
    with (folder / "nus_sms" / "nus_en.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if campaign(row["text"]) not in known:
                yield Text(row["text"], spam=False)


def spamassassin(folder: Path, of: str) -> Iterator[Text]:
    """Mails of 2002 and 2003 in one of its folders."""
    for file in sorted((folder / "spamassassin_corpus" / of).iterdir()):
        message = email.message_from_bytes(file.read_bytes())
        yield Text(_body(message), of.startswith("spam"), _subject(message))


def robocalls(folder: Path) -> Iterator[Text]:
    """What was said in unlawful calls in the United States."""
    with (folder / "robocall_transcripts" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        yield from (Text(row["transcript"], spam=True) for row in csv.DictReader(file) if row["language"] == "en")


def _own(of: written.Written, *, held_out: bool, copies: int) -> Iterator[Text]:
    name = of.tables[0] if of.language else of.name
    for one in written.messages(of, held_out=held_out, copies=copies):
        yield Text(one.body, of.spam, one.subject, of.language, f"{name} {one.campaign}")


def _body(message: Message) -> str:
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join(_decoded(part) for part in parts)


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return raw.decode("latin-1") if isinstance(raw, bytes) else ""


def _subject(message: Message) -> str:
    raw = str(message.get("Subject", ""))
    try:
        return str(email.header.make_header(email.header.decode_header(raw)))
    except (LookupError, UnicodeError, email.errors.HeaderParseError):
        return raw


def _written(file: Path, texts: Iterable[Text]) -> None:
    with file.open("w", encoding="utf-8", errors="replace") as out:
        for number, text in enumerate(texts, 1):
            line = {"id": str(number), "label": "spam" if text.spam else "ham", "body": text.body}
            named = {"subject": text.subject, "language": text.language, "campaign": text.campaign}
            line |= {name: value for name, value in named.items() if value is not None}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _split(name: str, texts: Iterable[Text], to: Path) -> None:
    texts = list(texts)
    kind, corpus = name.split("-", 1)
    _written(to / f"{kind}-train-{corpus}.ndjson", [text for text in texts if not held_out(text)])
    _written(to / f"{kind}-test-{corpus}.ndjson", [text for text in texts if held_out(text)])


def write(source: Path, to: Path) -> None:
    """Writes every corpus that there is."""
    to.mkdir(parents=True, exist_ok=True)
    _split("sms-uci", uci(source), to)
    for folder in ("easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2"):
        _split(f"email-spamassassin-{folder}", spamassassin(source, folder), to)
    _split("voicemail-robocalls", robocalls(source), to)
    _written(to / "sms-test-exais.ndjson", exais(source))
    _written(to / "sms-test-nus.ndjson", nus(source))
    sets = defaultdict[str, list[Text]](list)
    for own in written.SETS:
        for part in ("train", "test"):
            copies = 1 if own.spam and part == "train" else written.COPIES
            sets[f"{own.kind}-{part}-{own.name}.ndjson"] += _own(own, held_out=part == "test", copies=copies)
    for name, texts in sets.items():
        if texts:
            _written(to / name, texts)


def main() -> None:
    """Writes what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.content.corpora", description=__doc__)
    parser.add_argument("source", type=Path, metavar="FROM")
    parser.add_argument("to", type=Path, metavar="TO")
    given = parser.parse_args()
    write(given.source, given.to)


if __name__ == "__main__":
    main()
