"""What the customer is told, in English and Japanese, from the wording files beside this module."""

import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from detectors.documents import Document, Text
from detectors.evidence import is_beside_chance
from detectors.policy import Policy
from streams.enforcement.cases import Ground
from streams.enforcement.figures import Figure, number, over, percent
from streams.records import Notice, Parameter, Subject

Language = Literal["en", "ja"]
Closing = Literal["undone", "remedied", "stands", "quiet"]
SPAN = re.compile(r"_in_(\d+)_(seconds?|minutes?|hours?|days?)(?:_|$)")  # metrics' names say over what time
LONGEST_NAME = 64
LANGUAGES: tuple[Language, ...] = ("en", "ja")


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language; what the templates may hold is to be seen in the files."""

    notice: str
    closed: dict[Closing, str]
    finding: str
    finding_at: str
    again: str
    list: str
    also: str
    clause: str
    translated: str
    date: str
    emergency: str
    objection: str
    measure: dict[str, str]
    figure: dict[str, str]
    unit: dict[str, str]
    span: dict[str, str]
    article: dict[str, str]
    where: dict[str, str]
    scope: dict[str, str]


def wording(language: Language) -> Wording:
    """The packaged words of one language."""
    path = Path(__file__).parent / "wording" / f"{language}.toml"
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Wording)


class Notices:
    """Writes notices under one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._words: dict[Language, Wording] = {"en": wording("en"), "ja": wording("ja")}
        # rendered once: every notice cites some of the same few
        self._clauses = {
            (language, key, article): _clause(words, document, language, article)
            for language, words in self._words.items()
            for key, document in policy.documents.items()
            for article in document.articles
        }

    def write(
        self,
        reference: str,
        grounds: Sequence[Ground],
        effective_from: int,
        parameters: Sequence[Parameter],
        measure: str,
        ended: int | None = None,
    ) -> Notice:
        """The notice of a recommendation that stands on these grounds, which share their action and their scope.

        `measure` is what is done, under its name in the wording files; `ended` when the same had ended before.
        """
        en, ja = (
            self._write(language, reference, grounds, effective_from, parameters, measure, ended)
            for language in LANGUAGES
        )
        return Notice(en=en, ja=ja)

    def close(self, how: Closing, scope: Subject, reference: str) -> Notice:
        """The notice that nothing more comes of what was announced; `reference` names the record that did."""
        en, ja = (
            words.closed[how].format(scope=_subject(words.scope, scope), id=reference).strip()
            for words in self._words.values()
        )
        return Notice(en=en, ja=ja)

    def _write(
        self,
        language: Language,
        reference: str,
        grounds: Sequence[Ground],
        start: int,
        held: Sequence[Parameter],
        measure: str,
        ended: int | None,
    ) -> str:
        words = self._words[language]
        rows = [self._policy.detectors[ground.alert.detector] for ground in grounds]
        again = [] if ended is None else [words.again.format(ended=_date(words, ended))]
        return words.notice.format(
            findings="\n".join([*(self._finding(words, language, ground) for ground in grounds), *again]),
            measure=self._measure(words, language, grounds, start, held, measure),
            remedy="\n".join(dict.fromkeys(_in(row.notice.remedy, language) for row in rows)),
            emergency=words.emergency,
            objection=words.objection.format(id=reference),
        ).strip()

    def _finding(self, words: Wording, language: Language, ground: Ground) -> str:
        alert = ground.alert
        start, end = _date(words, alert.window.start), _date(words, alert.window.end)
        return (words.finding if start != end else words.finding_at).format(
            found=_in(self._policy.detectors[alert.detector].notice.found, language),
            where=_subject(words.where, alert.subject),
            figures=words.list.join(_figure(words, figure) for figure in over(alert.evidence)),
            start=start,
            end=end,
            clauses=words.list.join(self._clauses[language, cited.document, cited.article] for cited in ground.clauses),
        )

    def _measure(
        self,
        words: Wording,
        language: Language,
        grounds: Sequence[Ground],
        start: int,
        held: Sequence[Parameter],
        measure: str,
    ) -> str:
        urgent = [ground for ground in grounds if ground.urgent]
        reasons = [self._policy.detectors[ground.alert.detector].notice.urgent_because for ground in urgent]
        return words.measure[measure].format_map(
            {
                "from": _date(words, start),
                "scope": _subject(words.scope, grounds[0].alert.to_block),
                "held": words.list.join(self._held(words, grounds, parameter) for parameter in held),
                "because": words.also.join(_in(reason, language) for reason in reasons if reason),
            }
        )

    def _held(self, words: Wording, grounds: Sequence[Ground], parameter: Parameter) -> str:
        rows = (self._policy.detectors[ground.alert.detector] for ground in grounds)
        throttle = next((row.throttle for row in rows if row.throttle and row.throttle.name == parameter.name), None)
        if isinstance(parameter.value, str) or throttle is None:
            return f"{parameter.value}"
        return _amount(words, throttle.held or throttle.unit, parameter.value)


def _figure(words: Wording, figure: Figure) -> str:
    item = figure.evidence
    span = SPAN.search(item.metric)
    within = words.figure["within"].format(span=words.span[span[2]].format(number(int(span[1])))) if span else ""
    if item.k is not None:
        return words.figure["chance" if is_beside_chance(item) else "share"].format(
            k=number(item.k),
            n=number(item.n or 0),
            within=within,
            observed=percent(item.observed),
            lower=percent(item.lower or 0),
            limit=percent(item.limit),
        )
    observed = _amount(words, item.unit, item.observed)
    return words.figure["number"].format(observed=observed, within=within, limit=number(item.limit))


def _amount(words: Wording, unit: str, value: float) -> str:
    """A number of things; of one thing there may be words of their own, under "1 <unit>"."""
    template = words.unit.get(f"{number(value)} {unit}") or words.unit.get(unit, "{}")
    return template.format(number(value))


def _clause(words: Wording, document: Document, language: Language, article: str) -> str:
    """A clause in the words of its document, which alone are authentic, and beside them what they say."""
    translation = document.translations.get(article) if document.language != language else None
    return (words.clause if translation is None else words.translated).format(
        document=_in(document.name, language),
        article=_article(words, article),
        title=document.articles[article],
        translation=translation,
    )


def _article(words: Wording, article: str) -> str:
    for pattern, text in words.article.items():
        if match := re.fullmatch(pattern, article):
            return match.expand(text)
    return article


def _subject(names: dict[str, str], subject: Subject) -> str:
    """What customers name themselves is theirs to choose, so it is kept to one short line."""
    return names[subject.kind].format(" ".join(subject.value.split())[:LONGEST_NAME])


def _date(words: Wording, ts: int) -> str:
    return words.date.format(datetime.fromtimestamp(ts // 1000, UTC))


def _in(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.ja
