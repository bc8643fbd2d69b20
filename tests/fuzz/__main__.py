"""`python -m tests.fuzz --records N --seed S`; it ends with the first round of which comes what should not."""

import argparse
import os
import subprocess
import sys

CHECKED = {"NUMBA_BOUNDSCHECK": "1"}
SHARES = {"calls": 0.35, "sms": 0.25, "email": 0.2, "usage": 0.1, "reports": 0.1}


def main() -> int:
    """Carries out rounds until so many records have gone wrong, and prints what came of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="that have gone wrong, of all streams together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--round", metavar="STREAM:NUMBER", help="one alone, as a failure names it")
    given = parser.parse_args()
    if not os.environ.keys() & CHECKED.keys():  # how kernels compile is settled when numba is imported
        again = [sys.executable, "-m", "tests.fuzz", *sys.argv[1:]]
        return subprocess.run(again, env=os.environ | CHECKED, check=False).returncode
    if given.round:
        stream, _, number = given.round.partition(":")
        carry_out(stream, given.seed, int(number), 1)
        return 0
    for stream, share in SHARES.items():
        carry_out(stream, given.seed, 0, int(given.records * share))
    return 0


def carry_out(stream: str, seed: int, number: int, records: int) -> None:
    """Rounds of a stream, from one on, until so many records have gone wrong."""
    from tests.fuzz.judged import Case, Counts  # noqa: PLC0415 - see CHECKED
    from tests.fuzz.rounds import made  # noqa: PLC0415 - as above

    counts, first = Counts(), number
    while counts.mutated < records:
        try:
            counts = counts.plus(Case(made(stream, seed, number)).carry_out())
        except BaseException as failure:
            failure.add_note(f"again: python -m tests.fuzz --seed {seed} --round {stream}:{number}")
            raise
        number += 1
    told = ", ".join(f"{count:,} {name}" for name, count in counts._asdict().items())
    sys.stdout.write(f"{stream}: {told}, in {number - first} rounds\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
