"""How what two runs recommend differs: account by account, category by category, and which detectors are the reason."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from streams.records import Action, Recommendation

Kind = Literal["added", "spared", "stronger", "weaker"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ORDER: tuple[Action, ...] = get_args(Action)  # from the weakest on
OF_PEOPLE = ("terminate", "lift")  # these follow what people decide, and not what is found


class Asked(NamedTuple):
    """What a run recommends of an account in one category: the strongest action, and by detector the highest level."""

    action: Action
    levels: Mapping[str, int]


class Label(msgspec.Struct, frozen=True):
    """What people know of an account; `kind` is what it does."""

    account: str
    honest: bool
    kind: str | None = None


class Change(NamedTuple):
    """An account whose recommendation in a category is another one; None: there is none."""

    account: str
    category: str
    kind: Kind
    before: Action | None
    after: Action | None
    detectors: tuple[str, ...]


Found = tuple[str, int]  # detector, level
Place = tuple[str, str]  # account, category
Run = Mapping[Place, Asked]
Labels = Mapping[str, Label]


def asked(records: Iterable[Recommendation], found: Mapping[str, Found]) -> Run:
    """What was recommended, whatever was decided on it: decisions name the recommendations of one run alone.

    `found` has the findings by id.
    """
    actions, rests_on = dict[Place, Action](), dict[Place, set[str]]()
    for record in records:
        place = record.account, record.category
        rests_on.setdefault(place, set()).update(record.findings)
        if record.action not in OF_PEOPLE:
            actions[place] = max(actions.get(place, record.action), record.action, key=ORDER.index)
    return {place: Asked(action, _levels(found[id_] for id_ in rests_on[place])) for place, action in actions.items()}


def _levels(findings: Iterable[Found]) -> dict[str, int]:
    levels = dict[str, int]()
    for detector, level in findings:
        levels[detector] = max(level, levels.get(detector, level))
    return levels


class Difference:
    """Two runs and what the second changes; `labels` None: nothing is known of anybody.

    `changes` are by kind, the strongest action first, then by account and category. `added` and `spared` are accounts
    of which nothing was recommended, or is any more; of those `otherwise` changed something is in both.
    """

    def __init__(self, before: Run, after: Run, labels: Labels | None = None) -> None:
        self.before, self.after, self.labels = before, after, labels
        changes = (_change(place, before.get(place), after.get(place)) for place in before.keys() | after.keys())
        self.changes = sorted((change for change in changes if change is not None), key=_in_order)
        self.added = _accounts(after) - _accounts(before)
        self.spared = _accounts(before) - _accounts(after)
        self.otherwise = {change.account for change in self.changes} - self.added - self.spared

    def counted(self, accounts: Iterable[str]) -> dict[str, int]:
        """How many accounts these are, and where there are labels, how many of which."""
        names = list(accounts)
        if self.labels is None:
            return {"accounts": len(names)}
        words = Counter(_word(self.labels.get(name)) for name in names)
        return {"accounts": len(names), **{word: words[word] for word in ("honest", "abusive", "unlabelled")}}

    def known_as(self, account: str) -> str:
        """What an account is known to be: of an abusive one the kind, where that is known."""
        label = (self.labels or {}).get(account)
        return label.kind if label and not label.honest and label.kind else _word(label)

    def figures(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "before": len(_accounts(self.before)),
            "after": len(_accounts(self.after)),
            **{name: self.counted(getattr(self, name)) for name in ("added", "spared", "otherwise")},
            "actions": [{"action": action, "before": n, "after": m} for action, n, m in both(self.before, self.after)],
            "detectors": [{"detector": detector, **kinds} for detector, kinds in by_detector(self.changes).items()],
            "changes": [change._asdict() | self._known(change.account) for change in self.changes],
        }

    def _known(self, account: str) -> dict[str, Any]:
        if self.labels is None:
            return {}
        label = self.labels.get(account)
        return {"label": None if label is None else {"honest": label.honest, "kind": label.kind}}


def both(before: Run, after: Run) -> list[tuple[Action, int, int]]:
    """How often each action is recommended in both runs, the strongest first."""
    n, m = (Counter(one.action for one in run.values()) for run in (before, after))
    return [(action, n[action], m[action]) for action in reversed(ORDER) if n[action] or m[action]]


def by_detector(changes: Iterable[Change]) -> dict[str, dict[Kind, int]]:
    """For each detector that is a reason, of how many changes of each kind it is."""
    counted = Counter((detector, change.kind) for change in changes for detector in change.detectors)
    return {one: {kind: counted[one, kind] for kind in KINDS} for one in sorted({name for name, _ in counted})}


def _word(label: Label | None) -> str:
    return "unlabelled" if label is None else "honest" if label.honest else "abusive"


def _change(place: Place, before: Asked | None, after: Asked | None) -> Change | None:
    was, is_ = _strength(before), _strength(after)
    if was == is_:
        return None
    risen: Kind = "stronger" if before else "added"
    fallen: Kind = "weaker" if after else "spared"
    return Change(
        *place,
        risen if is_ > was else fallen,
        before and before.action,
        after and after.action,
        _more(after, before) if is_ > was else _more(before, after),
    )


def _strength(one: Asked | None) -> int:
    return -1 if one is None else ORDER.index(one.action)


def _more(one: Asked | None, other: Asked | None) -> tuple[str, ...]:
    """The detectors that found more than in the other run; all, where the findings are alike and their actions not."""
    levels, others = (asked.levels if asked else {} for asked in (one, other))
    more = sorted(detector for detector, level in levels.items() if level > others.get(detector, -1))
    return tuple(more or sorted(levels))


def _accounts(run: Run) -> set[str]:
    return {account for account, _ in run}


def _in_order(change: Change) -> tuple[int, int, str, str]:
    strength = max(ORDER.index(action) for action in (change.before, change.after) if action is not None)
    return KINDS.index(change.kind), -strength, change.account, change.category
