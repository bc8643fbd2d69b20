from pathlib import Path

import pytest

from streams.errors import WrongUsage
from streams.settings import load


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BROKERS", "PARTITIONS", "GROUP", "TOPIC_PREFIX", "TOPICS", "TOPICS__CALLS", "TOPICS__DEAD_LETTER"):
        monkeypatch.delenv(f"RINGFENCE_{name}", raising=False)


def written(folder: Path, text: str) -> Path:
    path = folder / "ringfence.toml"
    path.write_text(text)
    return path


def test_a_variable_goes_before_the_file_and_the_file_before_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGFENCE_PARTITIONS", "4")
    settings = load(written(tmp_path, 'partitions = 2\ngroup = "fraud"\n'))
    assert (settings.partitions, settings.group, settings.brokers) == (4, "fraud", "localhost:9092")


def test_topics_can_be_named_one_by_one_in_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGFENCE_TOPICS__DEAD_LETTER", "broken")
    monkeypatch.setenv("RINGFENCE_TOPIC_PREFIX", "prod.")
    settings = load(written(tmp_path, '[topics]\ncalls = "cdr"\n"ringfence.state" = "memory"\n'))
    names = [settings.topic(name) for name in ("calls", "dead-letter", "ringfence.state", "alerts")]
    assert names == ["prod.cdr", "prod.broken", "prod.memory", "prod.alerts"]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PARTITIONS", "many", "RINGFENCE_PARTITIONS: 'many': "),
        ("PARTITIONS", "0", "RINGFENCE_PARTITIONS: '0': "),
        ("BROKERS", "kafka", "RINGFENCE_BROKERS: 'kafka' is not host:port"),
        ("BROKERS", "kafka:9092,other:99999", "RINGFENCE_BROKERS: 'other:99999' is not host:port"),
        ("TOPICS__CALLS", "my calls", "RINGFENCE_TOPICS__CALLS: 'my calls': "),
        ("TOPICS__CALL", "calls", "RINGFENCE_TOPICS: there is no topic 'call'; there are calls, "),
        ("TOPICS", "calls", "RINGFENCE_TOPICS: "),
    ],
)
def test_a_bad_variable_is_named(variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"RINGFENCE_{variable}", value)
    with pytest.raises(WrongUsage) as wrong:
        load()
    assert str(wrong.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("partitions = 0", ": partitions: 0: "),
        ("partitons = 8", ": partitons: there is no such setting; there are brokers, "),
        ("partitions 8", ": not TOML: "),
        ('[topics]\n"ringfence.state" = ""', ": topics.ringfence.state: '': "),
    ],
)
def test_a_bad_key_of_the_file_is_named_with_the_file(text: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(WrongUsage) as wrong:
        load(path)
    assert str(wrong.value).startswith(f"{path}{said}")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"none\.toml: cannot be read: No such file or directory"):
        load(tmp_path / "none.toml")
