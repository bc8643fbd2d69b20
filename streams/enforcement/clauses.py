"""The clauses that a recommendation stands on: what was broken, and what allows to act on it."""

from collections.abc import Iterable, Sequence

from detectors.documents import Clause as Article
from detectors.documents import Document, article_of
from detectors.policy import Action, Policy, Row
from streams.records import Clause


def broken(row: Row, policy: Policy, terms: Sequence[str] | None) -> tuple[Clause, ...]:
    """The row's clauses in documents that bind the account; `terms` name them by key, hash or file (None: all bind)."""
    return tuple(_cited(clause) for clause in row.clauses if _binds(clause.document, policy.documents, terms))


def powers(clauses: Iterable[Clause], action: Action, policy: Policy, *, urgent: bool) -> tuple[Clause, ...]:
    """The articles that give the power to act, in the documents of the clauses, each once."""
    found: dict[tuple[str, str], Clause] = {}
    for key in dict.fromkeys(clause.document for clause in clauses):
        given = policy.documents[key].powers
        by_action = {"suspend": given.suspend, "terminate": given.terminate}.get(action)
        for article in (by_action, given.urgent if urgent else None):
            if article is not None:
                found[key, article] = _cited(article_of(key, article, policy.documents))
    return tuple(found.values())


def may_end(clauses: Iterable[Clause], policy: Policy) -> bool:
    """Whether one of the documents ends the service of who was suspended and has not put it right."""
    return any(policy.documents[clause.document].powers.terminate for clause in clauses)


def notice_can_wait(clauses: Iterable[Clause], policy: Policy) -> bool:
    """Whether the documents dispense with prior notice where it is urgent: one that does not holds for all."""
    return all(policy.documents[clause.document].powers.urgent for clause in clauses)


def cite(clauses: Iterable[Clause], policy: Policy) -> str:
    """The clauses in English, as reasons name them."""
    return listed(f"{clause.article} of the {policy.documents[clause.document].name.en}" for clause in clauses)


def listed(items: Iterable[str]) -> str:
    """The items as one reads them out.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def _cited(clause: Article) -> Clause:
    return Clause(clause.document, clause.sha256, clause.article, clause.title)


def _binds(key: str, documents: dict[str, Document], terms: Sequence[str] | None) -> bool:
    return terms is None or any(name in terms for name in (key, documents[key].sha256, documents[key].file))
