"""The policy documents that clauses are cited from, each pinned by the hash of its text."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from detectors.tables import PolicyError, one_of, struct

Language = Literal["en", "ja"]
Hours = Annotated[float, Meta(ge=0, le=24 * 366)]
Words = Annotated[str, Meta(min_length=1)]


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in both languages of notices."""

    en: Words
    ja: Words


class Clause(msgspec.Struct, frozen=True):
    """One article of one document: `document` is its key in the policy, `title` is in the document's own language."""

    document: str
    sha256: str
    article: str
    title: str


class Powers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The articles under which the provider may act; None: the document gives no such power.

    `urgent` is the one that dispenses with prior notice, `terminate` the one that ends the service of who was suspended
    and did not put it right.
    """

    suspend: str | None = None
    urgent: str | None = None
    terminate: str | None = None


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document. `file` is the stem of its file name, `sha256` the hash of its bytes, `name` what notices say.

    Titles in `articles` are in the document's own language, which alone is authentic, `translations` in the other one.
    `notice_hours` are how long ahead it wants actions announced, where it says so.
    """

    title: Words
    publisher: Words
    language: Language
    file: Words
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    name: Text
    powers: Powers = Powers()
    articles: dict[str, Words] = {}
    translations: dict[str, Words] = {}
    notice_hours: dict[Literal["warn", "throttle", "replace-key", "suspend", "terminate"], Hours] = {}


Documents = Mapping[str, Document]


def documents(tables: Mapping[str, object], source: str) -> dict[str, Document]:
    """The documents by key; raises PolicyError where one is malformed or has a power by an article it does not list."""
    read: dict[str, Document] = {}
    for key, table in tables.items():
        place = f"{source}: documents.{key}"
        read[key] = document = struct(table, Document, place)
        for power, article in msgspec.structs.asdict(document.powers).items():
            if article is not None:
                one_of(article, document.articles, "article", f"{place}: powers.{power}")
        for article in document.translations:
            one_of(article, document.articles, "article", f"{place}: translations")
    return read


def clause(reference: str, known: Documents, place: str) -> Clause:
    """The clause that a reference, `document: article`, names; raises PolicyError where there is none."""
    key, separator, article = reference.partition(": ")
    if not separator:
        raise PolicyError(f'{place}: clause "{reference}" is not of the form "document: article"')
    one_of(key, known, "document", f'{place}: clause "{reference}"')
    one_of(article, known[key].articles, "article", f'{place}: clause "{reference}"')
    return article_of(key, article, known)


def article_of(key: str, article: str, known: Documents) -> Clause:
    """The clause of an article that the document is known to list."""
    return Clause(key, known[key].sha256, article, known[key].articles[article])
