"""The command line. Each command imports what it runs, so that `--help` answers at once."""

import json as json_
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detectors.tables import PolicyError
from streams import logs
from streams.ending import end
from streams.errors import Failed, WrongUsage
from streams.options import Config, Input, Json, PolicyFile

if TYPE_CHECKING:
    from detectors.policy import Policy
    from streams.settings import Settings

INTERRUPTED = 130  # what typer makes of Ctrl-C
LARGEST_BATCH = 1_000_000  # records: a batch is in memory at once

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Finds the accounts that break an acceptable-use policy, from the streams of a communications platform.",
)
topics_app = typer.Typer(no_args_is_help=True, help="The topics on Kafka.")
app.add_typer(topics_app, name="topics")


@app.command()
def demo(config: Config = None, policy: PolicyFile = None) -> None:
    """Shows it at work, without Kafka: a generated day of traffic with abusers in it."""
    from streams.demo import demo as run  # noqa: PLC0415

    run(_policy(_settings(config, policy)))


@app.command()
def replay(
    folder: Input,
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="The folder for what comes of it.")],
    batch: Annotated[
        int,
        typer.Option("--batch", metavar="N", min=1, max=LARGEST_BATCH, help="Records at a time; changes no result."),
    ] = 5000,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Judges files, without Kafka: findings, recommendations and a report into OUT."""
    from streams.installation import installed  # noqa: PLC0415
    from streams.merge import strangers  # noqa: PLC0415
    from streams.progress import reading  # noqa: PLC0415
    from streams.replay import judged  # noqa: PLC0415
    from streams.replay import replay as run  # noqa: PLC0415
    from streams.table import summary  # noqa: PLC0415

    settings, started = _settings(config, policy), time.monotonic()
    rules, installation = _policy(settings), installed(settings)
    with reading("judging", judged(folder).values()) as read:
        report = run(folder, out, batch, rules, read, installation=installation)
    if json:
        sys.stdout.buffer.write(report.json())
        return
    if report.skipped:
        _say(f"not judged, as no detector reads them: {', '.join(report.skipped)}", 0)
    if unknown := strangers(folder):
        _say(f"not read, as there are no such topics: {', '.join(unknown)}", 0)
    typer.echo(summary(report, time.monotonic() - started))
    if report.dead_letters:
        typer.echo(f"dead letters: {out / 'dead-letter.ndjson'}")
    typer.echo(f"report: {out / 'report.html'}")


@app.command()
def worker(config: Config = None, policy: PolicyFile = None) -> None:
    """Works on Kafka: one process of as many as wanted, until SIGTERM."""
    from streams.worker import work  # noqa: PLC0415

    logs.configure(dated=True)
    settings = _settings(config, policy)
    work(settings, _policy(settings))


@topics_app.command("apply")
def apply(*, json: Json = False, config: Config = None, policy: PolicyFile = None) -> None:
    """Creates the topics that are missing and checks the others."""
    from streams.topics import apply as run  # noqa: PLC0415

    applied = run(_settings(config, policy))
    if json:
        typer.echo(json_.dumps([topic._asdict() for topic in applied]))
        return
    for topic in applied:
        typer.echo(f"{topic.action:<8} {topic.name} ({topic.partitions} partitions)")


@app.command()
def send(
    folder: Input,
    rate: Annotated[float | None, typer.Option("--rate", metavar="N", help="At most N records a second.")] = None,
    speed: Annotated[float | None, typer.Option("--speed", metavar="X", help="X times as fast as it happened.")] = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Sends files to Kafka: `accounts` first, the others by time, keyed and dated as the workers need it."""
    from streams.merge import found  # noqa: PLC0415
    from streams.progress import reading  # noqa: PLC0415
    from streams.send import Pace  # noqa: PLC0415
    from streams.send import send as run  # noqa: PLC0415

    for name, value in (("--rate", rate), ("--speed", speed)):
        if value is not None and not 0 < value < float("inf"):
            raise WrongUsage(f"{name} is {value:g}: it must be above 0")
    settings, started = _settings(config, policy), time.monotonic()
    with reading("sending", found(folder).values()) as read:
        sent = run(settings, folder, Pace(rate, speed), read)
    took = time.monotonic() - started
    if json:
        typer.echo(json_.dumps({"records": sent.records, "too_large": sent.too_large, "seconds": round(took, 3)}))
        return
    typer.echo(f"sent {', '.join(f'{count:,} {topic}' for topic, count in sent.records.items())} in {took:.1f} s")
    if sent.too_large:
        _say(f"not sent, since the brokers take no records of that size: {', '.join(sent.too_large)}", 0)


@app.command()
def tail(
    output: Annotated[Literal["alerts", "enforcement"], typer.Argument(help="Which topic.")] = "enforcement",
    *,
    json: Json = False,
    beginning: Annotated[bool, typer.Option("--from-beginning", help="All there is, not only what comes.")] = False,
    account: Annotated[str | None, typer.Option("--account", metavar="ID", help="Of one account alone.")] = None,
    category: Annotated[str | None, typer.Option("--category", metavar="NAME", help="Of one category alone.")] = None,
    detector: Annotated[str | None, typer.Option("--detector", metavar="ID", help="Findings of one detector.")] = None,
    severity: Annotated[
        Literal["info", "low", "medium", "high", "critical"] | None,
        typer.Option("--severity", help="Findings as severe as this at least."),
    ] = None,
    action: Annotated[
        Literal["warn", "throttle", "suspend", "terminate"] | None,
        typer.Option("--action", help="Recommendations as strong as this at least."),
    ] = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="In colour or not, whatever the terminal.")
    ] = None,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Follows findings or recommendations as they come, until Ctrl-C."""
    from streams.tail import Filter  # noqa: PLC0415
    from streams.tail import tail as run  # noqa: PLC0415

    for name, value, of in (
        ("detector", detector, "alerts"),
        ("severity", severity, "alerts"),
        ("action", action, "enforcement"),
    ):
        if value is not None and output != of:
            raise WrongUsage(f"--{name} is about {of}; this is {output}")
    shown = Filter(account, detector, category, severity, action)
    run(_settings(config, policy), output, shown, json=json, beginning=beginning, colour=color)


@app.command()
def explain(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="Of a finding or a recommendation; its first letters will do.")
    ],
    folder: Annotated[
        Path | None, typer.Option("--from", metavar="OUT", help="The output of a replay, instead of Kafka.")
    ] = None,
    *,
    language: Annotated[Literal["en", "ja"], typer.Option("--notice", help="The language of the notice.")] = "en",
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Explains one finding or recommendation: figures, clauses, sample events, what would not have been found."""
    from rich.console import Console  # noqa: PLC0415

    from streams.explain import as_json, explained, page  # noqa: PLC0415
    from streams.outputs import FromFolder, FromKafka  # noqa: PLC0415

    settings = _settings(config, policy)
    found = explained(id_, FromFolder(folder) if folder else FromKafka(settings))
    if json:
        sys.stdout.buffer.write(as_json(found))
        return
    Console(highlight=False).print(page(found, language))


@app.command()
def build() -> None:
    """Compiles the detectors ahead of their first use, for set-up and images."""
    from streams.build import build as run  # noqa: PLC0415

    run()


def _settings(config: Path | None, policy: Path | None) -> "Settings":
    from streams.settings import load  # noqa: PLC0415

    settings = load(config)
    return settings if policy is None else settings.model_copy(update={"policy": policy})


def _policy(settings: "Settings") -> "Policy":
    from detectors.base import limit_kinds  # noqa: PLC0415
    from detectors.policy import check, load  # noqa: PLC0415

    policy = load(settings.policy)
    check(policy, limit_kinds())
    return policy


def run(arguments: list[str]) -> int:
    """Runs a command line and returns its exit code: 0 done, 1 failed, 2 wrong usage or configuration."""
    logs.configure(dated=False)
    try:
        code = typer.main.get_command(app).main(arguments, "ringfence", standalone_mode=False)
    except (WrongUsage, PolicyError) as wrong:
        return _say(wrong, 2)
    except Failed as failed:
        return _say(failed, 1)
    except typer.TyperException as wrong:  # without a message typer has shown the help
        return _say(wrong.format_message(), wrong.exit_code) if wrong.format_message() else wrong.exit_code
    return 1 if code == INTERRUPTED else int(code or 0)


def _say(error: object, code: int) -> int:
    typer.echo(f"ringfence: {' '.join(str(error).split())}", err=True)
    return code


def main() -> None:
    """The console script."""
    end(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
