"""Who adds a detector by the guide has one that works."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.reading import FENCE, PROJECT, text


def test_the_detector_of_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    guide = text("CONTRIBUTING.md").partition("### A whole one")[2]
    assert guide
    for package in ("streams", "detectors", "tests"):
        shutil.copytree(PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    (code, stories), (row,) = ([block for kind, block in FENCE.findall(guide) if kind == k] for k in ("python", "toml"))
    (tmp_path / "detectors/voice/long_rings.py").write_text(code, encoding="utf-8")
    (tmp_path / "tests/detectors/voice/test_long_rings.py").write_text(stories, encoding="utf-8")
    policy = tmp_path / "detectors/policy.toml"
    if "voice.long-rings" not in policy.read_text(encoding="utf-8"):
        policy.write_text(f"{policy.read_text(encoding='utf-8')}\n{row}", encoding="utf-8")
    checked = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/detectors/voice/test_long_rings.py",
    ]
    quick = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(tmp_path), "RINGFENCE_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        checked, cwd=tmp_path, env=os.environ | quick, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    linted = [sys.executable, "-m", "ruff", "check", "--no-cache", "detectors/voice/long_rings.py", "tests/detectors"]
    lint = subprocess.run(linted, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout
