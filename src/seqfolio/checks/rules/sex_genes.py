"""Whether the genes of X and Y agree with the sample sheet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqfolio.checks import gene_classes
from seqfolio.checks.check import Check
from seqfolio.checks.covariates import is_sex, is_subject, may_be_subject
from seqfolio.checks.groups import categories, cells, is_paired
from seqfolio.errors import listed, printable
from seqfolio.model import Finding, Planned

WORDS = {"m": "male", "male": "male", "man": "male", "boy": "male", "xy": "male",
         "f": "female", "female": "female", "woman": "female", "w": "female", "girl": "female", "xx": "female"}  # fmt: skip


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    present: float = 2.0
    """Counts per million from which XIST, or the Y genes together, count as expressed."""
    dominance: float = 10.0
    """When both are expressed, one of them this many times stronger decides; otherwise the sample stays undecided."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    seen = _by_expression(known, settings)
    told = _by_sheet(known)
    donor = _donors(known)
    if seen is None:
        reason = "XIST and genes of Y not found among the genes"
        yield CHECK.finding("not_applicable", "XIST and genes of Y were not found.", reason=reason)
    elif not seen.isin(("male", "female")).any():
        yield CHECK.finding("not_applicable", "No sample expresses XIST or genes of Y.", reason="not expressed")
    elif told is None and donor is None:
        words = ", ".join(f"{int((seen == sex).sum())} {sex}" for sex in ("male", "female"))
        yield CHECK.finding(
            "not_applicable",
            f"By XIST and genes of Y: {words}. The sample sheet has no column of the sex or of donors to compare with.",
            reason="no column of the sex or of donors in the sample sheet",
            values={"by_expression": seen.to_dict()},
        )
    else:
        yield from _compared(seen, told, donor)


def _by_expression(known: Planned, settings: Settings) -> pd.Series[str] | None:
    """male, female or undecided for each sample; None when the genes are not there or the values are no counts."""
    data = known.dataset
    if data.values == "log2":
        return None
    x, y = gene_classes.among(data, gene_classes.XIST), gene_classes.among(data, gene_classes.Y_GENES)
    if not len(x) or not len(y):
        return None
    numbers = data.counts.to_numpy()
    total = np.maximum(numbers.sum(axis=0), 1.0)
    xist, of_y = (1e6 * numbers[positions].sum(axis=0) / total for positions in (x, y))
    return pd.Series(_decided(xist, of_y, settings), index=data.counts.columns, dtype=object)


def _decided(xist: NDArray[np.float64], of_y: NDArray[np.float64], settings: Settings) -> NDArray[np.str_]:
    female = (xist >= settings.present) & (xist > settings.dominance * of_y)
    male = (of_y >= settings.present) & (of_y > settings.dominance * xist)
    return np.where(female, "female", np.where(male, "male", "undecided"))


def _by_sheet(known: Planned) -> pd.Series[str] | None:
    """What the sheet says, male or female; None without a column whose cells can be read so."""
    for name in known.dataset.samples.columns:
        if is_sex(str(name)) and known.dataset.samples[name].dtype.kind != "f":
            said = cells(known, str(name)).str.strip().str.casefold().map(WORDS).dropna()
            if len(said):
                return said
    return None


def _donors(known: Planned) -> tuple[str, pd.Series[str]] | None:
    """The column of donors, when a donor has several samples."""
    for name in categories(known):
        if is_subject(name) or (may_be_subject(name) and name in known.design.variables and is_paired(known, name)):
            return name, cells(known, name)
    return None


def _compared(
    seen: pd.Series[str], told: pd.Series[str] | None, donor: tuple[str, pd.Series[str]] | None
) -> Iterator[Finding]:
    clear = seen[seen.isin(("male", "female"))]
    wrong = [] if told is None else [s for s in told.index.intersection(clear.index) if told[s] != clear[s]]
    mixed = [] if donor is None else _mixed(clear, donor[1])
    if told is not None and wrong:
        yield _against_sheet(clear, told, wrong)
    if donor is not None and mixed:
        yield _within_donors(clear, donor, mixed)
    if not wrong and not mixed:
        compared = "the sample sheet" if told is not None else "each other within donors"
        words = ", ".join(f"{int((clear == sex).sum())} {sex}" for sex in ("male", "female"))
        rest = f"; {len(seen) - len(clear)} undecided" if len(seen) > len(clear) else ""
        yield CHECK.finding(
            "passed",
            f"XIST and genes of Y agree with {compared}: {words}{rest}.",
            values={"by_expression": seen.to_dict()},
        )


def _against_sheet(clear: pd.Series[str], told: pd.Series[str], wrong: list[str]) -> Finding:
    words = "; ".join(f'"{printable(s)}" is {told[s]} in the sheet and {clear[s]} by its genes' for s in wrong[:6])
    both_ways = len(wrong) == 2 and told[wrong[0]] != told[wrong[1]]
    swap = f" {listed(wrong)} contradict each other's way: they may have been exchanged." if both_ways else ""
    return CHECK.finding(
        "warning",
        f"{words}{'; ...' if len(wrong) > 6 else ''}.{swap} A wrong sex usually means a wrong tube or a wrong line in the sheet.",
        "Follow the samples back to their tubes before using the results. If the sheet is wrong, correct it; if nobody can say, "
        "leave the samples out with input: {exclude: {sample: reason}}.",
        samples=tuple(wrong),
        values={"by_expression": {s: clear[s] for s in wrong}, "by_sheet": {s: told[s] for s in wrong}},
    )


def _mixed(clear: pd.Series[str], donors: pd.Series[str]) -> list[str]:
    """Donors with samples of both sexes."""
    shared = clear.index.intersection(donors.index)
    return [str(d) for d, sexes in clear[shared].groupby(donors[shared].to_numpy()) if sexes.nunique() > 1]


def _within_donors(clear: pd.Series[str], donor: tuple[str, pd.Series[str]], mixed: list[str]) -> Finding:
    name, donors = donor
    samples = [str(s) for s in clear.index if s in donors.index and donors[s] in mixed]
    words = "; ".join(
        f"{printable(d)}: {', '.join(f'{printable(s)} {clear[s]}' for s in samples if donors[s] == d)}"
        for d in mixed[:4]
    )
    return CHECK.finding(
        "warning",
        f'Samples of one "{printable(name)}" have different sexes by XIST and genes of Y ({words}). At least one of them is from '
        "somebody else.",
        "Follow the samples back to their tubes. Samples of two donors that were exchanged show up as two donors in this list.",
        samples=tuple(samples),
        values={"by_expression": {s: clear[s] for s in samples}},
    )


CHECK = Check(
    id="sex_genes",
    title="Sex of the samples",
    rationale="The genes of X and Y are the cheapest way to notice that a sample is not who it should be. In nearly half of the "
    "public data sets that were looked at, some sample has the wrong sex.",
    rule="counts per million of XIST against RPS4Y1, DDX3Y, KDM5D, EIF1AY, UTY, USP9Y, ZFY (mouse: Xist against Ddx3y, Kdm5d, Eif2s3y, "
    "Uty): from present (2) on and dominance (10) times the other; compared with the column of the sex, and within donors",
    source="Toker et al. 2016, 10.12688/f1000research.9471",
    advice="Follow the samples back to their tubes; correct the sheet or leave the samples out.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("warning",),
)
