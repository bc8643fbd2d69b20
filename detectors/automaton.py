"""Patterns of digits, compiled to one small table that is walked a digit at a time.

All languages here are finite (a number has at most 15 digits), so an automaton is a tree whose equal branches are one:
a node is what may still follow. Nodes are kept by content, which makes every automaton minimal as it is built.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from itertools import count

import numpy as np
from numpy.typing import NDArray

DEAD, START = 0, 1  # rows of a table: nothing can follow any more; nothing has been read yet
ACCEPT = 10  # the column after the ten digits: 1 where a number may end

Node = int
Piece = Callable[[Node], Node]  # a part of a pattern: from what may follow it to itself and what follows


class Automaton:
    """Sets of digit strings that share their nodes.

    >>> numbers = Automaton()
    >>> list(numbers.strings(numbers.pattern("1(?:1[02]|9{2,3})")))
    ['110', '112', '199', '1999']
    """

    def __init__(self) -> None:
        self._nodes: list[tuple[int, ...]] = []
        self._known: dict[tuple[int, ...], Node] = {}
        self._unions: dict[tuple[Node, Node], Node] = {}
        self._cuts: dict[tuple[Node, int], Node] = {}
        self.nothing = self._node((0,) * 10, accept=False)
        self.end = self._node((self.nothing,) * 10, accept=True)

    def pattern(self, pattern: str) -> Node:
        r"""The strings that match a regular expression as a whole.

        Digits, `\d`, classes, groups, `|`, `?`, `{n}` and `{m,n}` are understood; ValueError names anything else.
        """
        return _Pattern(self, pattern).whole()(self.end)

    def prefixed(self, digits: str, node: Node) -> Node:
        """The strings of `node`, each behind these digits."""
        return reduce(lambda after, digit: self.step(1 << int(digit), after), reversed(digits), node)

    def step(self, digits: int, after: Node) -> Node:
        """One digit out of a set (bit d: digit d), then what is after it."""
        return self._node(tuple(after if digits >> digit & 1 else self.nothing for digit in range(10)), accept=False)

    def union(self, one: Node, other: Node) -> Node:
        """The strings of either."""
        if self.nothing in (one, other) or one == other:
            return max(one, other)  # `nothing` is the lowest
        pair = (min(one, other), max(one, other))
        if pair not in self._unions:
            left, right = self._nodes[one], self._nodes[other]
            children = tuple(map(self.union, left[:ACCEPT], right[:ACCEPT]))
            self._unions[pair] = self._node(children, accept=bool(left[ACCEPT] | right[ACCEPT]))
        return self._unions[pair]

    def of_lengths(self, node: Node, lengths: int) -> Node:
        """The strings of `node` whose length is in a set (bit n: n digits)."""
        if node == self.nothing or not lengths:
            return self.nothing
        key = (node, lengths)
        if key not in self._cuts:
            row = self._nodes[node]
            children = tuple(self.of_lengths(child, lengths >> 1) for child in row[:ACCEPT])
            self._cuts[key] = self._node(children, accept=bool(row[ACCEPT] and lengths & 1))
        return self._cuts[key]

    def strings(self, node: Node, behind: str = "") -> Iterator[str]:
        """Every string, in order."""
        row = self._nodes[node]
        if row[ACCEPT]:
            yield behind
        for digit in range(10):
            if row[digit] != self.nothing:
                yield from self.strings(row[digit], f"{behind}{digit}")

    def table(self, node: Node) -> NDArray[np.int16]:
        """The automaton of `node`, a row a state.

        `table[state, digit]` is the next state, `table[state, ACCEPT]` 1 where a string may end, else 0.
        """
        states, order = {self.nothing: DEAD, node: START}, [self.nothing, node]
        for (
            reached
        ) in order:  # grows while it is read: breadth first, so that the states that are walked most lie together
            for child in self._nodes[reached][:ACCEPT]:
                if child not in states:
                    states[child] = len(order)
                    order.append(child)
        rows = [[*(states[child] for child in self._nodes[old][:ACCEPT]), self._nodes[old][ACCEPT]] for old in order]
        return np.array(rows, np.int16)  # raises OverflowError rather than wrap

    def _node(self, children: tuple[Node, ...], *, accept: bool) -> Node:
        row = (*children, int(accept))
        node = self._known.get(row)
        if node is None:
            node = self._known[row] = len(self._nodes)
            self._nodes.append(row)
        return node


class _Pattern:
    """Reads one regular expression, left to right, into pieces that are put together from the right."""

    def __init__(self, automaton: Automaton, text: str) -> None:
        self.automaton, self.text, self.at = automaton, text, 0

    def whole(self) -> Piece:
        piece = self.alternatives()
        if self.at < len(self.text):
            raise self.unreadable()
        return piece

    def alternatives(self) -> Piece:
        choices = [self.sequence()]
        while self.took("|"):
            choices.append(self.sequence())
        return lambda after: reduce(self.automaton.union, [choice(after) for choice in choices])

    def sequence(self) -> Piece:
        parts: list[Piece] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.repeated(self.atom()))
        return lambda after: reduce(lambda rest, part: part(rest), reversed(parts), after)

    def repeated(self, piece: Piece) -> Piece:
        if self.took("?"):
            least, most = 0, 1
        elif self.took("{"):
            least = self.number()
            most = self.number() if self.took(",") else least
            self.expect("}")
        else:
            return piece

        def repeat(after: Node) -> Node:
            node = after
            for _ in range(most - least):
                node = self.automaton.union(after, piece(node))
            for _ in range(least):
                node = piece(node)
            return node

        return repeat

    def atom(self) -> Piece:
        if self.took("(?:") or self.took("("):
            group = self.alternatives()
            self.expect(")")
            return group
        digits = self.digits()
        return lambda after: self.automaton.step(digits, after)

    def digits(self) -> int:
        """The set of digits that one place of the pattern stands for."""
        if self.took("\\d"):
            return 0b11_1111_1111
        if not self.took("["):
            return 1 << self.digit()
        digits = 0
        while not self.took("]"):
            first = self.digit()
            last = self.digit() if self.took("-") else first
            digits |= (1 << last + 1) - (1 << first)
        return digits

    def digit(self) -> int:
        if self.text[self.at : self.at + 1] not in set("0123456789"):
            raise self.unreadable()
        self.at += 1
        return int(self.text[self.at - 1])

    def number(self) -> int:
        begin = self.at
        end = next(at for at in count(begin) if self.text[at : at + 1] not in set("0123456789"))
        if begin == end:
            raise self.unreadable()
        self.at = end
        return int(self.text[begin:end])

    def took(self, token: str) -> bool:
        found = self.text.startswith(token, self.at)
        self.at += len(token) * found
        return found

    def expect(self, token: str) -> None:
        if not self.took(token):
            raise self.unreadable()

    def unreadable(self) -> ValueError:
        found = repr(self.text[self.at]) if self.at < len(self.text) else "its end"
        return ValueError(
            f"pattern {self.text!r}: {found} at {self.at} is not understood; extend detectors/automaton.py"
        )
