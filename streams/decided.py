"""Texts labelled by what people decided: the sample messages of findings about one text, as spam or not."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from models.text import text
from models.training import Labelled
from streams.email_events import Email
from streams.email_events import Send as Mail
from streams.errors import WrongUsage
from streams.events import Decision
from streams.labelled import lines
from streams.merge import found
from streams.outputs import FromFolder
from streams.records import Alert, Recommendation
from streams.sms_events import Send, Sms

ABOUT_A_TEXT = {"sms": {"sms.bulk", "sms.snowshoe"}, "email": {"email.bulk"}}
SPAM = {"approve": True, "reject": False, "withdraw": False}  # the others say nothing of the text
EVENTS = {"sms": Sms, "email": Email}


def decided(kind: str, run: Path, folder: Path) -> list[Labelled]:
    """The texts of a run's findings that a decision was made on; `folder` is what the run judged.

    Raises WrongUsage where there is nothing of the kind.
    """
    if kind not in ABOUT_A_TEXT:
        raise WrongUsage(f"--from: no detector is about {kind} texts, so decisions label none; give FILE")
    files = found(folder, (kind, "decisions"))
    if missing := {kind, "decisions"} - files.keys():
        raise WrongUsage(f"--input {folder}: holds no {min(missing)}.ndjson")
    labels = dict(_labels(kind, run, _decisions(files["decisions"])))
    texts = [
        Labelled(text(send.body, getattr(send, "subject", None)), labels[send.account, send.id], "decisions")
        for send in lines(files[kind], EVENTS[kind])
        if isinstance(send, Send | Mail) and send.body and (send.account, send.id) in labels
    ]
    if not texts:
        raise WrongUsage(f"--from {run}: no decision in {folder} is about a text that is there")
    return texts


def _labels(kind: str, run: Path, decisions: Mapping[str, bool]) -> Iterator[tuple[tuple[str, str], bool]]:
    """By account and event, whether it was held to be spam."""
    source = FromFolder(run)
    about = {
        finding: decisions[record.id]
        for record in source.records("enforcement", lambda _: True)
        if isinstance(record, Recommendation) and record.id in decisions
        for finding in record.findings
    }
    for alert in source.records("alerts", lambda _: True):
        if isinstance(alert, Alert) and alert.id in about and alert.detector in ABOUT_A_TEXT[kind]:
            yield from (((alert.account, sample), about[alert.id]) for sample in alert.samples)


def _decisions(file: Path) -> dict[str, bool]:
    """By recommendation what was decided last, where that says whether it was spam."""
    made = sorted((one for one in lines(file, Decision) if one.decision in SPAM), key=lambda one: one.ts)
    return {one.recommendation: SPAM[one.decision] for one in made if one.recommendation and one.decision}
