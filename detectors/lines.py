"""The lines of the compiled loop that belong to one kind of subject: its row, its windows, its detectors' levels."""

from collections.abc import Iterator

from detectors.base import ACCOUNT, Detector
from detectors.layout import Layout, Ring, heads, name_of, parameters
from detectors.sightings import TICK
from detectors.spans import DAY, Span
from detectors.totals import KEPT

SOURCES = ("account", "shown", "campaign")  # columns by which hits are tallied: all of them, by caller, by campaign


def source(detector: int, column: str) -> int:
    """What sets the tallies of a detector's hits by a column apart."""
    return detector * len(SOURCES) + SOURCES.index(column)


class Lines:
    """Writes the lines that `detectors.loop` puts together."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.event = layout, layout.event
        self.number = {detector: i for i, detector in enumerate(layout.detectors)}

    def arguments(self, detector: type[Detector], kernel: str, subject: str, limits: str, side: int) -> str:
        """What a kernel names, as the loop has it."""
        given = {
            "row": f"{subject}.{name_of(detector)}",
            "figures": f"figure.{name_of(detector)}",
            "limits": limits,
            "side": f"{side}",
            **{span.name: f"{subject}.{span.name}" for span in detector.counts},
            "column": ", ".join(f"limit_rows.{limit}" for limit in detector.limits),
            **{f"kind_{kind}": f"int64({self.layout.kinds[f'{detector.id}.{kind}']})" for kind in detector.kinds},
        }
        return ", ".join(given.get(name, name) for name in parameters(getattr(detector, kernel)))

    def observed(self, detector: type[Detector], subject: str) -> str:
        """What `observe` says, of what it is called for at all."""
        said = f"{name_of(detector)}_observe({self.arguments(detector, 'observe', subject, 'limits', 0)})"
        return f"{said} if {detector.where} else PASSED" if detector.where else said

    def bit(self, detector: type[Detector]) -> int:
        """What stands for a detector in `judged_by`, by which an event is judged so far, and in an account's `off`."""
        return 1 << self.number[detector]

    def beginnings(self) -> Iterator[str]:
        """What detectors forget of an account that was quiet for as long as anything counts."""
        own = [name_of(d) for d in self.layout.detectors if hasattr(d, "begin_anew")]
        if own:
            yield f"if clock - account.clock >= {KEPT}:"
            yield from (f"    {name}_begin_anew(account.{name})" for name in own)

    def observations(self) -> Iterator[str]:
        """What each detector without a row of its own says of an event."""
        for detector in self.layout.detectors:
            if detector.state is None:
                yield f"{name_of(detector)} = {self.observed(detector, ACCOUNT)}"
                if self.layout.parts:
                    yield f"if {name_of(detector)} != PASSED:"
                    yield f"    {self.event}.judged_by |= {self.bit(detector)}"

    def subject(self, subject: str) -> Iterator[str]:
        """One kind of subject: its row, its windows, then its detectors' levels."""
        judging = self.layout.judging(subject)
        pad = ""
        if subject != ACCOUNT:
            wanted = " or ".join(f"{name_of(d)} != PASSED" for d in judging)
            if self.layout.parts:
                wanted = f"{self.event}.judged_by & {sum(map(self.bit, judging))}"
            yield f"if {self.event}.{subject} != 0 and ({wanted}):"
            pad = "    "
            tables = f"{subject}s, {subject}_words, {subject}_index, {subject}_used, account.{heads(subject)}"
            yield pad + f"{subject}_key = mixed(account.key, {self.event}.{subject})"
            yield pad + f"{subject}_kept = int64({self.layout.kept(subject)})"
            yield pad + f"{subject}_slot = enter("
            yield pad + f"    {tables}, slot, {subject}_key, memory, {subject}_owners, tick, {subject}_kept"
            yield pad + ")"
            yield pad + f"{subject} = {subject}s[{subject}_slot]"
        for detector in judging:
            if detector.state is not None:
                yield pad + f"{name_of(detector)} = {self.observed(detector, subject)}"
        for span, rings in self.layout.windows(subject).items():
            yield from (pad + line for line in self.counted(subject, span, rings))
        for detector in judging:
            yield from (pad + line for line in self.judged(detector, subject))

    def counted(self, subject: str, span: Span, rings: tuple[Ring, ...]) -> Iterator[str]:
        """Counts an event in one window; what counts once a key is first taken off where it was counted before."""
        window, name = f"{subject}.{span.name}", f"{subject}_{span.name}"
        counters = [counter for ring in rings for counter in ring.counters]
        once = {counter: column for counter, column in self.layout.distinct(span).items() if counter in counters}
        yield f"late_{span.name} = is_closed({self.event}, clock, {span.pane}, {span.panes})"
        yield f"if {' + '.join(f'count.{counter}' for counter in counters)} > 0:"
        yield f"    slide_{name}({window}, memory, clock // {span.pane})"
        yield f"    if late_{span.name}:"
        yield f"        {self.event}.late |= KEPT_OUT"
        yield "    else:"
        for counter, column in once.items():
            key = f"{self.event}.{column}" if subject == ACCOUNT else f"mixed({subject}.key, {self.event}.{column})"
            kind, ticks = f"int64({self.layout.kinds[f'{span.name}.{counter}']})", span.pane // TICK
            yield f"        new_{counter} = count.{counter}"
            yield f"        if new_{counter}:"
            yield f"            until = ({self.event}.ts // {span.pane} + {span.panes}) * {ticks}"
            yield f"            before = latest(account.sightings, memory, {kind}, {key}, until, tick)"
            yield "            if before >= until:"
            yield f"                count.{counter} = 0"
            yield "            elif before > 0:"
            yield f"                take_off_{name}_{counter}({window}, memory, before // {ticks} - {span.panes})"
        for ring in rings:
            yield f"        if {' + '.join(f'count.{counter}' for counter in ring.counters)} > 0:"
            yield f"            add_{name}_{ring.name}({window}, memory, {self.event}.ts // {span.pane}, count)"
        yield from (f"        count.{counter} = new_{counter}" for counter in once)

    def judged(self, detector: type[Detector], subject: str) -> Iterator[str]:
        """One detector: whether it is at or over a limit, what it says, and what it would show."""
        name, number = name_of(detector), f"int64({self.number[detector]})"  # a bare one would be a type of its own
        late = " or ".join(f"not late_{span.name}" for span in detector.counts)
        in_time = f" and ({late})" if late else ""
        yield f"if {name} != PASSED{in_time}:"
        sampled = ""
        if detector.hits is not None:
            span, counter = detector.hits
            sampled = f" and {subject}.{span.name}.{counter} >= {detector.sampled_from}"
        yield f"    if {name} == HIT{sampled}:"
        sample, id_ = "sample_once" if self.layout.parts else "sample", f"{self.event}.id_at, {self.event}.id_len"
        yield f"        {sample}({subject}.notes, memory, {number}, clock, text, {id_})"
        if detector.sources and subject == ACCOUNT:
            yield from (f"        {line}" for line in self.sources(detector))
        if detector.claims and subject == ACCOUNT:
            yield f"    if {name} == HIT:"
            yield from (f"        {line}" for line in self.claims(detector))
        if detector.of_emergencies:
            yield f"    if {name} == HIT and {self.event}.emergency:"
            yield f"        note_emergency({subject}.notes, memory, {number}, clock)"
        if self.layout.parts:  # an event is judged when all that it says has been counted
            yield f"if last and {self.event}.judged_by & {self.bit(detector)}{in_time}:"
        yield from (f"    {line}" for line in self.levels(detector, subject))
        slot = "slot" if subject == ACCOUNT else f"{subject}_slot"
        kind, quiet = f"int64({self.layout.subjects.index(subject)})", f"int64({detector.quiet_after()})"
        yield f"    if (level != 0 or usual != 0) and account.off & {self.bit(detector)} == 0:"
        yield (
            f"        n = speak({subject}.notes, memory, {number}, {kind}, {slot}, level, usual, covered, "
            f"{detector.levels_apart}, clock, {quiet}, found, n)"
        )
        if hasattr(detector, "spread"):
            own = f"int64({len(self.layout.detectors) + self.number[detector]})"
            yield f"    spread = {name}_spread({self.arguments(detector, 'spread', subject, 'limits', 0)})"
            yield f"    if spread > level and level >= 0 and account.off & {self.bit(detector)} == 0:"
            yield (
                f"        n = wait_for_evidence({subject}.notes, memory, {number}, {own}, {kind}, {slot}, spread, "
                f"clock, {quiet}, found, n)"
            )
        if hasattr(detector, "text"):
            whole = f"last and {self.event}.judged_by & {self.bit(detector)}"
            yield f"if {whole if self.layout.parts else f'{name} != PASSED'}:"
            yield f"    said = {name}_text({self.arguments(detector, 'text', subject, 'limits', 0)})"
            yield f"    gather({subject}.text, order[i], slot, {self.event}.ts // {DAY}, said, gathered, used)"

    def levels(self, detector: type[Detector], subject: str) -> Iterator[str]:
        """The level under the account's limits, that under the ordinary ones, and whether a declared event differs."""
        name, lasting, usual = name_of(detector), "limits", "ordinary"
        if "at" in detector.figures:
            sides = ("at", "ordinary_at" if "ordinary_at" in detector.figures else "at")
            for side, figure in zip(("then", "usually"), sides, strict=True):
                yield f"{side} = segments[segment_at(fact, segments, figure.{name}.{figure})]"
            lasting, usual = "limit_rows[then.limits]", "limit_rows[usually.ordinary]"
        yield f"level = {name}_level({self.arguments(detector, 'level', subject, lasting, 0)})"
        # what a detector keeps of two sides, or judges by two times, may differ where the limits do not
        same = "" if "side" in parameters(detector.level) or "at" in detector.figures else "level if plain else "
        yield f"usual = {same}{name}_level({self.arguments(detector, 'level', subject, usual, 1)})"
        declared = "limit_rows[usually.limits]" if "at" in detector.figures else "limits"
        differ = " or ".join(f"{declared}.{limit} != {usual}.{limit}" for limit in detector.limited_by())
        yield f"covered = {differ or 'False'}"

    def claims(self, detector: type[Detector]) -> Iterator[str]:
        """Tallies by number what may turn out to be the account's, in each window that counts it."""
        _, column = detector.claims or ("", "")
        for span in detector.claiming():
            kind = f"int64({self.layout.kinds[f'{detector.id}.{span.name}']})"
            yield f"if not late_{span.name}:"
            yield f"    until = ({self.event}.ts // {span.pane} + {span.panes}) * {span.pane // TICK}"
            key = f"{self.event}.{column}"
            if self.layout.parts:
                yield f"    tally_many(account.sightings, memory, {kind}, {key}, until, {self.event}.recipients, tick)"
            else:
                yield f"    tally(account.sightings, memory, {kind}, {key}, until, tick)"

    def sources(self, detector: type[Detector]) -> Iterator[str]:
        """Tallies where the hits of a detector come from, once they are sampled."""
        if detector.hits is None:
            raise ValueError(f"{detector.id}: has sources, so it needs hits to say over which span they count")
        span = detector.hits[0]
        yield f"until = ({self.event}.ts // {span.pane} + {span.panes}) * {span.pane // TICK}"
        for column in SOURCES:
            yield f"if {self.event}.{column} != 0:"
            key = f"mixed(int64({source(self.number[detector], column)}), {self.event}.{column})"
            yield f"    tally(account.sightings, memory, SOURCE, {key}, until, tick)"
