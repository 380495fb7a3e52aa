"""The command line: parses, then calls; nothing heavy is imported before it is needed."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import rich_click as click

from seqfolio._version import __version__

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


def _loudness(command: Any) -> Any:
    command = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors and where the report lies.")(
        command
    )
    return click.option("-v", "--verbose", is_flag=True, help="Say every step.")(command)


@cli.command(context_settings=SETTINGS)
@click.argument("project", metavar="PROJECT.yaml")
@click.option("-o", "--out", metavar="OUT", help="Results folder. Default: <project id>_seqfolio beside the YAML.")
@click.option("-f", "--force", is_flag=True, help="Replace an existing results folder of Seqfolio.")
@_loudness
def run(project: str, out: str | None, force: bool, quiet: bool, verbose: bool) -> None:
    """Analyse a project and write the results folder."""
    from seqfolio import api

    with _progress(quiet, verbose) as progress:
        analysis, made = api.run(project, out, force=force, progress=progress)
    if not quiet:
        _warn(analysis)
    _tell(made)


@cli.command(context_settings=SETTINGS)
@click.argument("out", metavar="OUT")
@click.option("--config", metavar="EDITED.yaml", help="Take looks, sections and texts from this project file.")
@_loudness
def render(out: str, config: str | None, quiet: bool, verbose: bool) -> None:
    """Make the report again from a finished results folder, without its counts and without new statistics."""
    from seqfolio import api

    with _progress(quiet, verbose) as progress:
        made = api.render(out, config, progress)
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
@click.option("-f", "--force", is_flag=True, help="Overwrite project.yaml and samples.csv.")
def init(counts: str, samples: str | None, groups: str | None, method: str | None, force: bool) -> None:
    """Write a commented project.yaml, and samples.csv when there is none, into the current folder."""
    from pathlib import Path

    from seqfolio.init import initialise

    for line in initialise(Path(counts), Path(samples) if samples else None, groups, method, Path.cwd(), force=force):
        click.echo(line)


@cli.command(context_settings=SETTINGS)
@click.argument("what", type=click.Choice(["methods", "sections", "checks", "readers", "themes", "schema"]))
def show(what: str) -> None:
    """List what there is: methods, sections, checks, readers, themes; or print the JSON Schema of project.yaml."""
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


def _tell(made: Any) -> None:
    for file in made.files:
        click.echo(file)
    if made.pdf_error:
        click.echo(f"seqfolio: {made.pdf_error}", err=True)
        raise SystemExit(3)


def _lines(error: Exception) -> Iterator[str]:
    problems = getattr(error, "problems", None)
    yield from (f"seqfolio: {problem}" for problem in problems) if problems else [f"seqfolio: {error}"]


def _terminated(*_: object) -> None:
    """A batch system's "stop" ends as Ctrl-C does: the unfinished folder is taken away."""
    raise KeyboardInterrupt


def main() -> None:
    """Run a command; every error that we foresee is words and an exit code, not a traceback."""
    from seqfolio.errors import SeqfolioError

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


if __name__ == "__main__":
    main()
