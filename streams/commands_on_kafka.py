"""The commands of the command line that need a Kafka. Each imports what it runs, so that `--help` answers at once."""

import json as json_
import time
from typing import Annotated, Literal

import typer

from streams import logs
from streams.errors import WrongUsage
from streams.logs import say
from streams.options import Config, Input, Json, PolicyFile, rules_of, settings_of


def worker(
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Outputs and checkpoints in one transaction; for all workers of a group.")
    ] = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Works on Kafka: one process of as many as wanted, until SIGTERM."""
    from streams.worker import work  # noqa: PLC0415

    logs.configure(dated=True)
    settings = settings_of(config, policy)
    work(settings.model_copy(update={"strict": strict or settings.strict}), rules_of(settings))


def tick(
    *,
    once: Annotated[bool, typer.Option("--once", help="Writes the tick that is due, if any, and ends.")] = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Tells the workers every hour how late it is: one process does, others that are started take over from it."""
    from streams import ticking  # noqa: PLC0415

    if not once:
        logs.configure(dated=True)
    said = ticking.tick(settings_of(config, policy), ticking.wall_clock, once=once)
    if once:
        typer.echo(said)


def deliver(
    *,
    beginning: Annotated[
        bool,
        typer.Option("--from-beginning", help="If none was delivered yet: all there is, not only what comes."),
    ] = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Delivers recommendations to a webhook or to Coop, and their notices to customers by mail, until SIGTERM."""
    from streams.delivery.deliver import deliver as run  # noqa: PLC0415
    from streams.ticking import wall_clock  # noqa: PLC0415

    logs.configure(dated=True)
    run(settings_of(config, policy), wall_clock, beginning=beginning)


def apply(
    *,
    add_partitions: Annotated[
        bool,
        typer.Option(
            "--add-partitions", help="Gives topics the partitions that they lack; `ringfence rescale` comes next."
        ),
    ] = False,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Creates the topics that are missing and checks the others."""
    from streams.topics import apply as run  # noqa: PLC0415

    applied = run(settings_of(config, policy), add_partitions=add_partitions)
    if json:
        typer.echo(json_.dumps([topic._asdict() for topic in applied]))
        return
    for topic in applied:
        typer.echo(f"{topic.action:<8} {topic.name} ({topic.partitions} partitions)")


def rescale(*, json: Json = False, config: Config = None, policy: PolicyFile = None) -> None:
    """Moves what is kept to where it belongs, now that topics have more partitions; no worker may be running."""
    from streams.rescaling.rescale import rescale as run  # noqa: PLC0415

    logs.configure(dated=True)
    settings = settings_of(config, policy)
    rescaled = run(settings, rules_of(settings))
    typer.echo(json_.dumps(rescaled._asdict()) if json else rescaled.said)


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
    settings, started = settings_of(config, policy), time.monotonic()
    with reading("sending", found(folder).values()) as read:
        sent = run(settings, folder, Pace(rate, speed), read)
    took = time.monotonic() - started
    if json:
        typer.echo(json_.dumps({"records": sent.records, "too_large": sent.too_large, "seconds": round(took, 3)}))
        return
    typer.echo(f"sent {', '.join(f'{count:,} {topic}' for topic, count in sent.records.items())} in {took:.1f} s")
    if sent.too_large:
        say(f"not sent, since the brokers take no records of that size: {', '.join(sent.too_large)}")


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
        Literal["warn", "throttle", "replace-key", "suspend", "terminate"] | None,
        typer.Option("--action", help="Recommendations as strong as this at least."),
    ] = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="In colour or not, whatever the terminal.")
    ] = None,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Follows findings or recommendations as they come, until Ctrl-C."""
    from detectors.tables import one_of  # noqa: PLC0415
    from streams.broken import ID as FAILED  # noqa: PLC0415
    from streams.tail import Filter  # noqa: PLC0415
    from streams.tail import tail as run  # noqa: PLC0415

    for name, value, of in (
        ("detector", detector, "alerts"),
        ("severity", severity, "alerts"),
        ("action", action, "enforcement"),
    ):
        if value is not None and output != of:
            raise WrongUsage(f"--{name} is about {of}; this is {output}")
    settings = settings_of(config, policy)
    rows = rules_of(settings).detectors
    if detector is not None:
        one_of(detector, [*rows, FAILED], "detector", "--detector")
    if category is not None:
        one_of(category, sorted({row.category for row in rows.values()}), "category", "--category")
    shown = Filter(account, detector, category, severity, action)
    run(settings, output, shown, json=json, beginning=beginning, colour=color)
