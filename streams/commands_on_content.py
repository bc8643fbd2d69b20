"""The commands about texts and the models that score them. Each imports what it runs, as `--help` answers at once."""

import json as json_
import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from streams.errors import WrongUsage
from streams.options import Config, Json, PolicyFile, settings_of

Kind = Annotated[Literal["sms", "email", "voicemail"], typer.Argument(help="What kind of text.")]
AnyKind = Annotated[Literal["sms", "email", "voicemail", "behaviour"], typer.Argument(help="What the model scores.")]
Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help='Lines {label: "spam" or "ham", body, subject?}; for behaviour, folders of traffic with labels.ndjson.',
    ),
]
OwnFiles = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="As for evaluate.")]
ModelFile = Annotated[Path | None, typer.Option("--model", metavar="FILE", help="A model of yours, <kind>.skops.")]


def score(
    kind: Kind,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Lines {id, body, subject?}.")],
    model: ModelFile = None,
    *,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Scores texts: how much each is like spam, as lines {id, score, suspend, abstain, reasons}."""
    from streams.scoring import scored  # noqa: PLC0415

    settings = settings_of(config, policy)
    for one in scored(kind, file, model or settings.content_model(kind)):
        sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")


def train(
    kind: AnyKind,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where <kind>.skops, .json and .md go.")],
    files: OwnFiles = None,
    run: Annotated[
        Path | None,
        typer.Option("--from", metavar="OUT", help="What a replay wrote; decisions label its samples."),
    ] = None,
    judged: Annotated[Path | None, typer.Option("--input", metavar="IN", help="What that replay read.")] = None,
    written: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Texts that nobody sent: they teach, and fix no threshold."),
    ] = None,
) -> None:
    """Trains a model from labelled texts, decisions or traffic; repeats to the digit for the same files."""
    from streams.model_training import trained  # noqa: PLC0415

    if kind == "behaviour":
        from streams.behaviour.training import trained as behaviour  # noqa: PLC0415

        if run is not None or judged is not None or written or not files:
            raise WrongUsage("behaviour is learned from folders of traffic with labels.ndjson: give those, and --out")
        typer.echo(behaviour(files, out))
        return
    if (run is None) != (judged is None):
        raise WrongUsage("--from and --input go together: recommendations, and the messages that they are about")
    if run is None and not files:
        raise WrongUsage("nothing to learn from: give FILE, or --from and --input")
    typer.echo(trained(kind, files or [], out, (run, judged) if run and judged else None, written or ()))


def evaluate(kind: AnyKind, files: Files, model: ModelFile = None, *, json: Json = False) -> None:
    """Measures a model with labelled texts or traffic that took no part in its training, a set at a time."""
    if kind == "behaviour":
        from streams.behaviour.ranking import model_of as behaviour  # noqa: PLC0415
        from streams.behaviour.training import evaluated as measure  # noqa: PLC0415
        from streams.behaviour.training import table as lines  # noqa: PLC0415

        ranks = measure(behaviour(model), files)
        figures = {name: of._asdict() for name, of in ranks.items()}
        typer.echo(json_.dumps(figures) if json else "\n".join(lines(ranks)))
        return
    from streams.content import model_of  # noqa: PLC0415
    from streams.model_training import evaluated, table  # noqa: PLC0415

    measured = evaluated(model_of(kind, model), files)
    if json:
        shares = {name: {k: v._asdict() for k, v in of._asdict().items()} for name, of in measured.items()}
        typer.echo(json_.dumps(shares))
        return
    typer.echo("\n".join(table(measured)))


def show(kind: AnyKind, model: ModelFile = None) -> None:
    """Shows what a model was trained on, and by what it judges."""
    from models.artifact import shipped  # noqa: PLC0415
    from streams.model_training import shown  # noqa: PLC0415

    typer.echo(shown(model or shipped(kind)), nl=False)
