"""The command line. Each command imports what it runs, so that `--help` answers at once."""

import gc
import sys
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from detectors.tables import PolicyError
from streams import (
    commands_of_people,
    commands_on_behaviour,
    commands_on_content,
    commands_on_kafka,
    commands_on_loads,
    commands_on_others,
    commands_on_runs,
    commands_on_what_is_held,
    logs,
)
from streams.ending import end
from streams.errors import Failed, WrongUsage
from streams.logs import say
from streams.options import Config, Input, Json, PolicyFile, rules_of, settings_of

YOUNG = 100_000  # allocations between collections, which stop everything; nearly all is freed by reference
INTERRUPTED = 130  # what typer makes of Ctrl-C
LARGEST_BATCH = 1_000_000  # records: a batch is in memory at once

IN_SECONDS = 946_684_800_000  # the year 2000; seconds that are read as milliseconds are of January 1970

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
topics_app = typer.Typer(no_args_is_help=True, help="The topics on Kafka.")
app.add_typer(topics_app, name="topics")
emergency_app = typer.Typer(no_args_is_help=True, help="Emergencies, in which nothing strong goes without approval.")
app.add_typer(emergency_app, name="emergency")
declare_app = typer.Typer(no_args_is_help=True, help="High load that customers announce.")
app.add_typer(declare_app, name="declare")
models_app = typer.Typer(no_args_is_help=True, help="Models that score what texts say, and how accounts behave.")
app.add_typer(models_app, name="models")
import_app = typer.Typer(no_args_is_help=True, help="What others report, as records of the topics.")
app.add_typer(import_app, name="import")
export_app = typer.Typer(no_args_is_help=True, help="Cases, and reports of them, as files that others read.")
app.add_typer(export_app, name="export")
audit_app = typer.Typer(no_args_is_help=True, help="The log of who decided what, under which policy.")
app.add_typer(audit_app, name="audit")


def _show_version(asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if asked:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"ringfence {version('ringfence')}")
        raise typer.Exit


@app.callback()
def ringfence(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Finds the accounts that break an acceptable-use policy, from the streams of a communications platform."""


@app.command()
def demo(config: Config = None, policy: PolicyFile = None) -> None:
    """Shows it at work, without Kafka: a generated day of traffic with abusers in it."""
    from streams.demo import demo as run  # noqa: PLC0415

    run(rules_of(settings_of(config, policy)))


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
    from streams.table import dead_letters, summary  # noqa: PLC0415

    if out.resolve() == folder.resolve():
        raise WrongUsage("--out: is IN itself; what comes of it would be read as input next time")
    settings, started = settings_of(config, policy), time.monotonic()
    rules, installation = rules_of(settings), installed(settings)
    with reading("judging", judged(folder).values()) as read:
        report = run(folder, out, batch, rules, read, installation=installation)
    if json:
        sys.stdout.buffer.write(report.json())
        return
    if report.skipped:
        say(f"not judged, as no detector reads them: {', '.join(report.skipped)}")
    if unknown := strangers(folder):
        say(f"not read, as there are no such topics: {', '.join(unknown)}")
    if 0 < report.latest < IN_SECONDS:
        say("the newest event is of before 2000: times are in milliseconds since 1970, and these look like seconds")
    typer.echo(summary(report, time.monotonic() - started))
    if report.dead_letters:
        typer.echo("\n".join(dead_letters(report, out / "dead-letter.ndjson")))
    typer.echo(f"report: {out / 'report.html'}")


for command in (
    commands_on_kafka.worker,
    commands_on_kafka.rescale,
    commands_on_kafka.tick,
    commands_on_kafka.deliver,
    commands_on_kafka.send,
    commands_on_kafka.tail,
    commands_of_people.decide,
    commands_on_content.score,
    commands_on_behaviour.rank,
    commands_on_runs.diff,
    commands_on_runs.what_if,
):
    app.command()(command)
topics_app.command()(commands_on_kafka.apply)
emergency_app.command()(commands_of_people.declare)
emergency_app.command()(commands_of_people.end)
app.command()(commands_on_what_is_held.erase)
export_app.command()(commands_on_what_is_held.account)
audit_app.command()(commands_on_what_is_held.verify)
audit_app.command()(commands_on_what_is_held.show)
declare_app.command()(commands_on_loads.load)
for name, answer in commands_on_loads.ANSWERS.items():
    declare_app.command(name)(answer)
declare_app.command("list")(commands_on_loads.list_)
models_app.command()(commands_on_content.train)
models_app.command()(commands_on_content.evaluate)
models_app.command()(commands_on_content.show)
import_app.command()(commands_on_others.arf)
import_app.command()(commands_on_others.ses)
export_app.command()(commands_on_others.cases)
export_app.command()(commands_on_others.xarf)


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

    from streams.explain import as_json, explained, long_enough, page  # noqa: PLC0415
    from streams.outputs import FromFolder, FromKafka  # noqa: PLC0415

    settings = settings_of(config, policy)
    found = explained(long_enough(id_), FromFolder(folder) if folder else FromKafka(settings))
    if json:
        sys.stdout.buffer.write(as_json(found))
        return
    Console(highlight=False).print(page(found, language))


@app.command()
def bench(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[IN]", help="A folder of files as of `replay`, instead of Kafka.")
    ] = None,
    records: Annotated[int, typer.Option("--records", metavar="N", min=1, help="Of each stream, at most.")] = 600_000,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Measures how fast this machine judges your records, on Kafka or in files; it only reads them."""
    from streams import bench as run  # noqa: PLC0415
    from streams.installation import installed  # noqa: PLC0415

    settings = settings_of(config, policy)
    rules, installation = rules_of(settings), installed(settings)
    source, streams = run.from_folder(folder) if folder else run.from_kafka(settings)
    paces = run.measure(source, streams, records, rules, installation)
    if json:
        sys.stdout.buffer.write(run.as_json(paces))
        return
    for pace in paces:
        typer.echo(run.line(pace))


@app.command()
def build() -> None:
    """Compiles the detectors ahead of their first use, for set-up and images."""
    from streams.build import build as run  # noqa: PLC0415

    run()


def run(arguments: list[str]) -> int:
    """Runs a command line and returns its exit code: 0 done, 1 failed, 2 wrong usage or configuration."""
    logs.configure(dated=False)
    gc.set_threshold(YOUNG)
    try:
        code = typer.main.get_command(app).main(arguments, "ringfence", standalone_mode=False)
    except (WrongUsage, PolicyError) as wrong:
        return _ended(wrong, 2)
    except Failed as failed:
        return _ended(failed, 1)
    except MemoryError:
        return _ended("no memory is left for this process; give it more, or its work to more processes", 1)
    except typer.TyperException as wrong:
        # without a command typer has shown the help, and there is nothing to add
        return _ended(wrong.format_message(), wrong.exit_code) if wrong.format_message() else wrong.exit_code
    return 1 if code == INTERRUPTED else int(code or 0)


def _ended(error: object, code: int) -> int:
    say(error)
    return code


def main() -> None:
    """The console script."""
    end(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
