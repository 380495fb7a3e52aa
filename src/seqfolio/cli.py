"""The command line: parses, then calls; nothing heavy is imported before it is needed."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

import rich_click as click

from seqfolio._version import __version__
from seqfolio.archive_commands import archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seqfolio.progress import Silent

SETTINGS = {"help_option_names": ["-h", "--help"]}


@click.group(context_settings=SETTINGS)
@click.rich_config(help_config=click.RichHelpConfiguration(text_markup="rich", max_width=100))  # not the shared globals
@click.version_option(__version__, "-V", "--version", prog_name="seqfolio", message="%(prog)s %(version)s")
def cli() -> None:
    """RNA-seq counts, a sample sheet and one YAML file become one HTML report, one PDF and tables.

    Begin with `seqfolio init COUNTS`, look at what `seqfolio check project.yaml` says, then `seqfolio run project.yaml`.
    """


cli.add_command(archive)


def _loudness(command: Any) -> Any:
    command = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors and where the report lies.")(
        command
    )
    return click.option("-v", "--verbose", is_flag=True, help="Say every step.")(command)


@cli.command(context_settings=SETTINGS)
@click.argument("project", metavar="PROJECT.yaml")
@click.option("-o", "--out", metavar="OUT", help="Results folder. Default: <project id>_seqfolio beside the YAML.")
@click.option("-f", "--force", is_flag=True, help="Replace an existing results folder of Seqfolio.")
@click.option("--no-deliver", is_flag=True, help="Send nothing; `seqfolio send OUT` can do it later.")
@_loudness
def run(project: str, out: str | None, force: bool, no_deliver: bool, quiet: bool, verbose: bool) -> None:
    """Analyse a project, write the results folder, and deliver it as `deliver` in the project file says."""
    from seqfolio import api, sending

    with _progress(quiet, verbose) as progress:
        analysis, made = api.run(project, out, force=force, progress=progress)
    if not quiet:
        _warn(analysis)
    outcomes = () if no_deliver else sending.deliver(made.folder)
    _tell_outcomes(outcomes, quiet=quiet)
    _tell(made, delivered=all(one.well for one in outcomes))


@cli.command(context_settings=SETTINGS)
@click.argument("out", metavar="OUT")
@click.option("--to", multiple=True, metavar="ADDRESS", help="Mail to this address, instead of what the project says.")
@click.option(
    "--attach",
    multiple=True,
    type=click.Choice(["pdf", "digest", "html", "xlsx"]),
    help="With --to: what is attached. Default: pdf.",
)
@click.option("--config", metavar="EDITED.yaml", help="Take `deliver` from this project file.")
@click.option("--dry-run", is_flag=True, help="Send nothing; say who would get what, and write the mail as a draft.")
@click.option("--again", is_flag=True, help="Send once more what was sent before.")
def send(
    out: str, to: tuple[str, ...], attach: tuple[str, ...], config: str | None, dry_run: bool, again: bool
) -> None:
    """Deliver a finished results folder: by mail, into a folder, as `deliver` in the project file says.

    What was delivered before is not delivered again; what failed is.
    """
    from seqfolio import sending

    asked = sending.asked(out, to, attach, config)
    if dry_run:
        for line in sending.preview(out, asked):
            click.echo(line)
        return
    outcomes = sending.send(out, asked, again=again)
    _tell_outcomes(outcomes)
    _end(outcomes)


@cli.command("run-all", context_settings=SETTINGS)
@click.argument("folder", metavar="FOLDER")
@click.option(
    "--archive", metavar="DIR", help="Archive finished projects here, instead of where the configuration says."
)
@click.option("--time-limit", type=click.FloatRange(min=0), default=360.0, metavar="MINUTES", show_default=True,
              help="Stop a project that takes longer; 0 for no limit.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
def run_all(folder: str, archive: str | None, time_limit: float, quiet: bool) -> None:
    """Run, deliver and archive every project below FOLDER that has a project.yaml and no finished result. Safe from cron.

    Ends with the gravest exit code of its projects; another `run-all` that is at work on FOLDER is no error.
    """
    from pathlib import Path

    from seqfolio import run_all

    tell = (lambda _: None) if quiet else click.echo
    said = run_all.run_all(Path(folder), Path(archive) if archive else None, time_limit * 60, tell)
    if said.code or not quiet:
        click.echo(said.text)
    if said.code:
        raise SystemExit(said.code)


@cli.command(context_settings=SETTINGS)
@click.argument("out", metavar="OUT")
@click.option("--config", metavar="EDITED.yaml", help="Take looks, sections and texts from this project file.")
@click.option("-o", "--out", "target", metavar="NEW", help="Write into this new folder and leave OUT as it is.")
@_loudness
def render(out: str, config: str | None, target: str | None, quiet: bool, verbose: bool) -> None:
    """Make the report again from a finished results folder, without its counts and without new statistics.

    What an archive keeps is never changed: `-o NEW` makes the report of it elsewhere.
    """
    from seqfolio import api

    with _progress(quiet, verbose) as progress:
        made = api.render(out, config, progress, target)
    if made.unused:
        changed = ", ".join(made.unused)
        click.echo(f"seqfolio: not used, as they need `seqfolio run`: changes of {config} in {changed}", err=True)
    _tell(made)


@cli.command(context_settings=SETTINGS)
@click.argument("project", metavar="PROJECT.yaml")
@_loudness
def check(project: str, quiet: bool, verbose: bool) -> None:  # noqa: ARG001 - the same options everywhere
    """Read and check everything, say what will be compared with what and what the checks find, test nothing."""
    from seqfolio import pipeline
    from seqfolio.check_words import findings_words, words
    from seqfolio.config.located import located

    checked = pipeline.check(pipeline.read(project))
    if not quiet:
        click.echo(words(checked))
    seen = pipeline.inspect(checked)
    if not quiet:
        click.echo(f"\n{findings_words(checked, seen)}")
    with located(checked.config):
        pipeline.refuse(seen.findings)


@cli.command(context_settings=SETTINGS)
@click.argument("counts", metavar="COUNTS")
@click.option("--samples", metavar="SHEET", help="Sample sheet. Without it one is written.")
@click.option("--groups", metavar="control:5,treatment:5", help="Groups of the samples, in the order of the columns.")
@click.option("--method", metavar="M", help="Method; see `seqfolio show methods`.")
@click.option("--tx2gene", metavar="FILE", help="For Salmon and kallisto: a table of transcript, gene and gene name.")
@click.option("--gtf", metavar="FILE", help="A GTF or GFF3: genes of the transcripts, or names of the genes.")
@click.option("-f", "--force", is_flag=True, help="Overwrite project.yaml and samples.csv.")
def init(
    counts: str,
    samples: str | None,
    groups: str | None,
    method: str | None,
    tx2gene: str | None,
    gtf: str | None,
    force: bool,
) -> None:
    """Write a commented project.yaml, and samples.csv when there is none, into the current folder."""
    from pathlib import Path

    from seqfolio.init import initialise

    sheet, genes = Path(samples) if samples else None, (Path(tx2gene) if tx2gene else None, Path(gtf) if gtf else None)
    for line in initialise(Path(counts), sheet, groups, method, Path.cwd(), genes, force=force):
        click.echo(line)


@cli.command(context_settings=SETTINGS)
@click.argument("what", type=click.Choice(["methods", "sections", "checks", "readers", "themes", "channels", "schema"]))
def show(what: str) -> None:
    """List what there is: methods, sections, checks, readers, themes, channels; or print the JSON Schema of project.yaml."""
    from seqfolio.listing import listing

    click.echo(listing(what))


@cli.command(context_settings=SETTINGS)
def doctor() -> None:
    """Look at this installation: what works, what does not, and the command that mends it."""
    from seqfolio.render.doctor import examine

    examined = list(examine())
    for one in examined:
        click.echo(f"{'ok     ' if one.ok else 'MISSING'} {one.what}: {one.found}")
        if not one.ok:
            click.echo(f"        {one.remedy}")
    if not all(one.ok for one in examined if one.needed):
        raise SystemExit(1)


def _progress(quiet: bool, verbose: bool) -> Any:
    from contextlib import nullcontext

    from seqfolio.progress import Bar, Plain, Silent

    made: Silent = Silent() if quiet else Bar() if sys.stderr.isatty() and not verbose else Plain(verbose=verbose)
    return made if isinstance(made, Bar) else nullcontext(made)


def _warn(analysis: Any) -> None:
    """What somebody who does not open the report must hear all the same."""
    from seqfolio.finding_words import warnings_text

    text = warnings_text(analysis.findings, analysis.titles)
    if text:
        click.echo(text, err=True)


def _tell(made: Any, *, delivered: bool = True) -> None:
    for file in made.files:
        click.echo(file)
    if made.pdf_error:
        click.echo(f"seqfolio: {made.pdf_error}", err=True)
    if made.pdf_error or not delivered:
        raise SystemExit(3 if delivered else 4)


def _tell_outcomes(outcomes: Any, *, quiet: bool = False) -> None:
    for one in outcomes:
        if not (one.well and quiet):
            click.echo(f"{one.channel}: {'' if one.well else f'{one.status}: '}{one.words}", err=not one.well)


def _end(outcomes: Any) -> None:
    """The report is there; a delivery that failed is told by the exit code."""
    if not all(one.well for one in outcomes):
        raise SystemExit(4)


def _lines(error: Exception) -> Iterator[str]:
    problems = getattr(error, "problems", None)
    yield from (f"seqfolio: {problem}" for problem in problems) if problems else [f"seqfolio: {error}"]


def _terminated(*_: object) -> None:
    """A batch system's "stop" ends as Ctrl-C does: the unfinished folder is taken away."""
    raise KeyboardInterrupt


def main() -> None:
    """Run a command; every error that we foresee is words and an exit code, not a traceback."""
    from seqfolio import stopping
    from seqfolio.errors import SeqfolioError

    stopping.listen()
    with suppress(ValueError):  # outside the main thread a signal cannot be handled
        signal.signal(signal.SIGTERM, _terminated)
    try:
        cli(standalone_mode=False)
    except SeqfolioError as error:
        for line in _lines(error):
            click.echo(line, err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("seqfolio: stopped; nothing was written", err=True)
        sys.exit(130)
    except OSError as error:
        click.echo(f"seqfolio: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", err=True)
        sys.exit(2)


def program() -> NoReturn:
    """``main`` as a process of its own, which ends at once: freeing memory thing by thing takes Python 0.4 s."""
    for library in (
        "OPENBLAS",
        "MKL",
    ):  # our matrices are narrow: its threads would wait for each other, beside our own
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    gc.set_threshold(
        100_000, 20, 50
    )  # looking for rings among millions of objects that stay takes a twentieth of a run
    code: int = 0
    try:
        main()
    except SystemExit as stop:
        code = int(stop.code or 0)  # ours are numbers
    logging.shutdown()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # nobody reads any more
        code = code or 1
    os._exit(code)


if __name__ == "__main__":
    program()
