"""A `ringfence tick` by another clock: `ticking_by_file.py CLOCK …` goes by the Unix milliseconds in the file CLOCK."""

import sys
from pathlib import Path

from streams import ticking
from streams.cli import run

if __name__ == "__main__":
    clock = Path(sys.argv[1])
    ticking.wall_clock = lambda: int(clock.read_text())
    sys.exit(run(["tick", *sys.argv[2:]]))
