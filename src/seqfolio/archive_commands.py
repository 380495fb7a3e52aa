"""`seqfolio archive ...`: parses, asks, prints; nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

import rich_click as click

SETTINGS = {"help_option_names": ["-h", "--help"]}
Format = Literal["table", "csv", "json"]


@click.group("archive", context_settings=SETTINGS)
def archive() -> None:
    """Keep finished projects for years, and ask them: by words, people, dates, and by gene.

    Each project is a BagIt bag with an RO-Crate. The catalogue is made of these and can be made again at any time.
    """


def _where(command: Any) -> Any:
    return click.option(
        "--archive", "place", metavar="DIR", help="The archive. Default: `archive` of the facility's configuration."
    )(command)


def _format(command: Any) -> Any:
    return click.option(
        "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", help="How it is printed."
    )(command)


def _filters(command: Any) -> Any:
    for name, words in (
        ("gene", "Projects that call this gene (id or name)."),
        ("until", "Runs until this day, month or year: 2026-03-31, 2026-03, 2026."),
        ("since", "Runs since this day, month or year."),
        ("method", "Part of the method's name."),
        ("organism", "Part of the organism."),
        ("client", "Part of the client."),
        ("project", "Part of the project's id."),
    ):
        command = click.option(f"--{name}", default="", metavar="TEXT", help=words)(command)
    return click.option("--all-versions", is_flag=True, help="Older versions too.")(command)


@archive.command(context_settings=SETTINGS)
@click.argument("out", metavar="OUT")
@_where
@click.option("--once", is_flag=True, help="Do nothing when the newest version holds the very same results.")
def add(out: str, place: str | None, once: bool) -> None:
    """Keep a finished results folder as a new version of its project; older versions stay."""
    from seqfolio.archive import add as add_result
    from seqfolio.archive import archive_of
    from seqfolio.archive.site import refresh_site

    kept = archive_of(place)
    added = add_result(out, kept, once=once)
    if added.new:
        refresh_site(kept)
    click.echo(f"{added.kept}{'' if added.new else ' is there already'}: {added.kept.folder}")


@archive.command(context_settings=SETTINGS)
@click.argument("project", metavar="[PROJECT]", required=False)
@_where
def verify(project: str | None, place: str | None) -> None:
    """Look at every byte of a project, or of all; say what has changed or is missing, and exit with 1 if anything has."""
    from seqfolio.archive import archive_of, keeping

    found = list(keeping.verify(archive_of(place), project))
    for one in found:
        for damage in one.damages:
            click.echo(f"DAMAGED {_line(one.name)}: {_line(damage.path)} {damage.what}")
    bad = sum(bool(one.damages) for one in found)
    click.echo(f"{len(found) - bad} of {len(found)} versions are as they were kept")
    if bad:
        raise SystemExit(1)


@archive.command(context_settings=SETTINGS)
@_where
def rebuild(place: str | None) -> None:
    """Make the catalogue again from the projects alone."""
    from seqfolio.archive import archive_of
    from seqfolio.archive.catalogue import writing
    from seqfolio.archive.place import existing

    kept = existing(archive_of(place))
    problems = writing.rebuild(kept)
    for problem in problems:
        click.echo(f"seqfolio: {_line(problem)}", err=True)
    click.echo(f"{sum(1 for _ in kept.kept()) - len(problems)} versions are in the catalogue")
    if problems:
        raise SystemExit(1)


@archive.command("list", context_settings=SETTINGS)
@_where
@_filters
@_format
def list_(place: str | None, form: Format, **wanted: Any) -> None:
    """List the projects, the newest first."""
    _find(place, form, wanted)


@archive.command(context_settings=SETTINGS)
@click.argument("text", metavar="TEXT...", nargs=-1, required=True)
@_where
@_filters
@_format
def search(text: tuple[str, ...], place: str | None, form: Format, **wanted: Any) -> None:
    """Find projects by words: in titles, people, descriptions, samples, contrasts, methods, warnings, strongest genes."""
    _find(place, form, {**wanted, "text": " ".join(text)})


def _find(place: str | None, form: Format, wanted: dict[str, Any]) -> None:
    from seqfolio.archive import archive_of, words
    from seqfolio.archive.catalogue import query

    rows = query.search(archive_of(place), query.Wanted(**wanted))
    _print(words.projects(rows, form))


@archive.command(context_settings=SETTINGS)
@click.argument("project", metavar="PROJECT")
@click.option("--version", "number", type=int, metavar="N", help="Which version. Default: the newest.")
@_where
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is printed.")
def show(project: str, number: int | None, place: str | None, form: str) -> None:
    """Say everything that is known of a project."""
    from seqfolio.archive import archive_of, words
    from seqfolio.archive.catalogue import query

    kept = archive_of(place)
    _print(words.project(query.show(kept, project, number), kept.folder, form))


@archive.command(context_settings=SETTINGS)
@click.argument("name", metavar="GENE")
@_where
@click.option("--all-versions", is_flag=True, help="Older versions too.")
@_format
def gene(name: str, place: str | None, all_versions: bool, form: Format) -> None:
    """In which projects and contrasts was a gene called, which way, and how strongly? By id or name, in any case."""
    from seqfolio.archive import archive_of, words
    from seqfolio.archive.catalogue import query

    _print(words.gene(query.gene(archive_of(place), name, all_versions=all_versions), form))


@archive.command(context_settings=SETTINGS)
@_where
def site(place: str | None) -> None:
    """Write index.html, a page to search in, and a page per year, into the archive."""
    from seqfolio.archive import archive_of
    from seqfolio.archive.site import write_site

    for path in write_site(archive_of(place)):
        click.echo(path)


@archive.command(context_settings=SETTINGS)
@click.argument("project", metavar="PROJECT")
@click.option("--version", "number", type=int, metavar="N", help="Which version. Default: the newest.")
@click.option("-o", "--out", metavar="FILE.zip", help="Default: <project>-v<version>.zip in the current folder.")
@_where
def export(project: str, number: int | None, out: str | None, place: str | None) -> None:
    """Pack a project into one zip; unpacked, its `data` is a results folder that `seqfolio render` takes."""
    from seqfolio.archive import archive_of, keeping

    click.echo(keeping.export(archive_of(place), project, Path(out) if out else None, number))


@archive.command(context_settings=SETTINGS)
@click.argument("project", metavar="PROJECT")
@_where
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--reason", default="", metavar="TEXT", help="Why; kept in the tombstone.")
def remove(project: str, place: str | None, yes: bool, reason: str) -> None:
    """Remove a project with all its versions. Asks first; a tombstone says that it was there."""
    from seqfolio.archive import archive_of, keeping
    from seqfolio.archive.place import existing
    from seqfolio.archive.site import refresh_site

    kept = existing(archive_of(place))
    newest = kept.version(project)
    if not yes:
        many = len(kept.versions(project))
        click.confirm(f"Remove {newest.project} with {many} version{'s' if many > 1 else ''} for good?", abort=True)
    removed = keeping.remove(kept, project, reason)
    refresh_site(kept)
    click.echo(
        f"removed {', '.join(map(str, removed))}; {kept.tombstone_file(project).relative_to(kept.folder)} says so"
    )


def _print(text: str) -> None:
    """As it is, in UTF-8 whatever the terminal says: another program may read it."""
    sys.stdout.buffer.write(f"{text}\n".encode()) if hasattr(
        sys.stdout, "buffer"
    ) and not sys.stdout.isatty() else click.echo(text)
    sys.stdout.flush()


def _line(value: object) -> str:
    from seqfolio.errors import printable

    return printable(value, 200)
