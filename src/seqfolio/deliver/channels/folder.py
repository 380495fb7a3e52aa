"""A copy on a share, or in the folder of a portal, that can be checked for damage."""

from __future__ import annotations

import shutil
from pathlib import Path

from seqfolio.config.facility import Facility
from seqfolio.config.model import Part
from seqfolio.deliver.channel import Channel, Delivered, DeliveryError, Order, Preview
from seqfolio.deliver.parcel import SUMMARY
from seqfolio.errors import Problem, counted, fail, printable
from seqfolio.provenance import sha256
from seqfolio.store import complete_folder

KEPT_BACK = ("receipts", "seqfolio.log")  # who got the results, and how, is the facility's business
CHECKSUMS = "checksums.sha256"
README = """\
{title}
{rule}

report.html   the report for the screen: open it in any browser, no network needed
report.pdf    the same for paper; digest.pdf, if there is one, on one page
tables/       every gene of every comparison as CSV, and results.xlsx for Excel
figures/      all figures as SVG and PNG
methods.md    a paragraph for your paper, with references.bib

Every file can be checked for damage: sha256sum -c {checksums}
"""


class Settings(Part):
    """Where the copy is put."""

    path: str = ""
    """The folder; the results become <path>/<project id>. A relative path starts at the project file's folder."""


def _check(settings: Settings, facility: Facility) -> None:  # noqa: ARG001 - what every channel is asked
    if not settings.path:
        raise fail("no-place", "no folder is named to copy to", "path", "Write path: /srv/share")


def _target(order: Order) -> Path:
    _check(order.settings, order.facility)
    return order.base / Path(order.settings.path).expanduser() / order.parcel.id


def _files(order: Order) -> list[Path]:
    folder = order.parcel.folder
    files = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [path for path in files if path.parts[0] not in KEPT_BACK]


def _preview(order: Order) -> Preview:
    return Preview((f"To:       {_target(order)}", f"Files:    {counted(len(_files(order)), 'file')}"))


def _deliver(order: Order) -> Delivered:
    target = _target(order)
    _refuse_foreign(target)
    try:
        with complete_folder(target) as folder:
            _copy(order, folder)
    except OSError as error:
        what = f'"{printable(target)}" could not be written: {error.strerror or error}'
        raise DeliveryError(Problem("cannot-copy", what, hint="`seqfolio send OUT` tries again.")) from None
    return Delivered((str(target),), {"files": len(_files(order))})


def _refuse_foreign(target: Path) -> None:
    """An older copy is replaced, anything else is not touched."""
    ours = (target / SUMMARY).is_file() and (target / CHECKSUMS).is_file()
    if target.is_symlink() or (target.exists() and not ours):
        what = f'"{printable(target)}" exists and holds no copy of ours; it is not touched'
        raise DeliveryError(Problem("cannot-copy", what, hint="Name another folder, or move that one away."))


def _copy(order: Order, folder: Path) -> None:
    """Copy, and compare what arrived with what was sent: shares do lose bytes."""
    lines = []
    for name in _files(order):
        source, copy = order.parcel.folder / name, folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        digest = sha256(copy)
        if digest != sha256(source):
            raise OSError(f"{name} arrived damaged")
        lines.append(f"{digest}  {name.as_posix()}\n")
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")
    title = " ".join(order.parcel.title.split())
    text = README.format(title=title, rule="=" * len(title), checksums=CHECKSUMS)
    (folder / "README.txt").write_text(text, "utf-8")


CHANNEL = Channel(
    id="folder",
    title="Folder",
    description="Copies the results to <path>/<project id>, on a share or for a portal, with checksums and a README. An older "
    "copy is replaced in one step.",
    Settings=Settings,
    check=_check,
    preview=_preview,
    deliver=_deliver,
    same=lambda settings: settings.path,
    repeatable=True,
)
