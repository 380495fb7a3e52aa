"""`seqfolio send` as functions: what is delivered of a finished results folder, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from seqfolio import pipeline
from seqfolio.config.facility import read_facility
from seqfolio.deliver import receipts
from seqfolio.deliver.each import AGAIN, Outcome, carry_out, order_of
from seqfolio.deliver.parcel import open_parcel
from seqfolio.deliver.plan import Delivery, asked_by_the_run, deliveries, plan
from seqfolio.errors import InputError, Problem, fail, printable


def asked(
    out: Path | str, to: Sequence[str] = (), attach: Sequence[str] = (), edited: Path | str | None = None
) -> tuple[Delivery, ...]:
    """Which deliveries are meant: a mail to these addresses, those of an edited project file, or those of the run.

    Raises:
        InputError: none, or what is named is wrong.
    """
    folder = open_parcel(Path(out)).folder
    if to:
        item = {"channel": "email", "to": list(to), **({"attach": list(attach)} if attach else {})}
        return _told_of_the_option(item)
    found = plan(pipeline.read(edited)) if edited is not None else asked_by_the_run(folder)
    if not found:
        raise fail(
            "nothing-to-deliver",
            f'"{printable(out)}" has nobody to be delivered to',
            hint="Name somebody: --to ana@example.org; or write deliver: into the project file and give it with --config.",
        )
    return found


def _told_of_the_option(item: dict[str, Any]) -> tuple[Delivery, ...]:
    """A mail to addresses of the command line, where there is no ``deliver[0]``."""
    try:
        return deliveries([item], Path.cwd())
    except InputError as error:
        raise InputError([replace(p, where="--to") for p in error.problems]) from None


def deliver(out: Path | str) -> tuple[Outcome, ...]:
    """Deliver a folder as its run was asked to; what was delivered before is left as it is."""
    folder = Path(out)
    found = asked_by_the_run(folder)
    return carry_out(open_parcel(folder), found, read_facility()) if found else ()


def send(out: Path | str, found: Iterable[Delivery], *, again: bool = False) -> tuple[Outcome, ...]:
    """The same on demand.

    Raises:
        InputError: everything was delivered before.
    """
    outcomes = carry_out(open_parcel(Path(out)), found, read_facility(), again=again)
    if all(one.status == "already" for one in outcomes):
        words = [one.words.replace(f" {AGAIN}", "") for one in outcomes]
        raise InputError([Problem("already-delivered", what, hint=AGAIN) for what in words])
    return outcomes


def preview(out: Path | str, found: Iterable[Delivery]) -> Iterator[str]:
    """What would be delivered, in lines; mails are written as drafts into ``receipts/``."""
    parcel, facility = open_parcel(Path(out)), read_facility()
    for delivery in found:
        order = order_of(parcel, delivery, facility)
        seen = delivery.channel.preview(order)
        yield f"{delivery.channel.id}: nothing was sent; this is what would be"
        yield from (f"  {line}" for line in seen.lines)
        for ending, data in seen.files.items():
            path = receipts.path_of(parcel.folder, delivery.channel.id, order.key).with_suffix(ending)
            receipts.write_private(path, data)
            yield f"  Draft:    {path}"
