"""Gene names that a spreadsheet program turned into dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.errors import listed
from seqfolio.model import Finding, Planned

MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
THREE_LETTERS = frozenset(MONTHS.split("|"))
DAMAGED = re.compile(
    rf"^(?:\d{{1,2}}-(?:{MONTHS})(?:-\d{{2,4}})?|(?:{MONTHS})-\d{{2}}(?:-\d{{2,4}})?"
    r"|(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}(?: 00:00:00)?|\d{1,2}/\d{1,2}/(?:\d\d|\d{4})|\d\.\d+[Ee]\+\d\d)$",
    re.MULTILINE,
)
SERIAL = re.compile(r"^(?:3[6-9]|4[0-8])\d{3}$", re.MULTILINE)  # dates from 1998 to 2032 as Excel counts days
FAMILIES = {"mar": "MARCHF or MTARC", "sep": "SEPTIN", "dec": "DELEC1 (DEC1)", "oct": "POU family (OCT)", "apr": "APR"}


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    genes = known.dataset.genes
    damaged = dict.fromkeys([*_damaged(genes.index.tolist()), *_damaged(genes["gene_name"].tolist())])
    if not damaged:
        yield CHECK.finding("passed", "No gene id or name looks like a date or a rounded number.")
        return
    guesses = sorted({family for name in damaged for month, family in FAMILIES.items() if month in name.lower()})
    meant = f" Months stand for {', '.join(guesses)}." if guesses else ""
    yield CHECK.finding(
        "warning",
        f"{len(damaged)} gene {'id or name looks' if len(damaged) == 1 else 'ids or names look'} like dates or rounded numbers: "
        f"{listed(damaged, 6)}. A spreadsheet program changed them, and some may stand for several genes.{meant}",
        "Go back to the file before it was opened in a spreadsheet program. A name is given back only where one gene alone can have "
        "been meant.",
        values={"names": list(damaged)},
    )


def _damaged(names: list[str]) -> list[str]:
    odd = "\n".join(name for name in names if name[:3] in THREE_LETTERS or "" < name < ":")  # ":" follows "9"
    found = DAMAGED.findall(odd)
    if sum(name.isdigit() for name in names[:200]) < 0.5 * len(names[:200]):  # else they are Entrez ids
        found += SERIAL.findall(odd)
    return found


CHECK = Check(
    id="excel_names",
    title="Gene names damaged by Excel",
    passed="Gene names are intact",
    rationale="Spreadsheet programs read SEPT2 as the second of September and 2310009E13 as a number. Those genes are lost "
    "for every lookup, and two of them may have become one.",
    rule="ids or names like 1-Mar, Sep-02, 2006-09-02, 2.31E+13, or numbers of five digits among ids that are no numbers",
    source="Ziemann et al. 2016, 10.1186/s13059-016-1044-7; Abeysooriya et al. 2021, 10.1371/journal.pcbi.1008984",
    advice="Go back to the file before it was opened in a spreadsheet program.",
    run=_run,
    needs="design",
    severities=("warning",),
)
