"""Where the statistics left their usual path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.model import Analysis, Finding, Fit
from seqfolio.wording import percent

AS_USUAL = ("gene-wise dispersion by grid search", "MAP dispersion by grid search", "coefficients by L-BFGS-B")


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    not_converged: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Above this share of genes whose model did not converge the note becomes a warning."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    if not analysis.fits:
        yield CHECK.finding("not_applicable", "Nothing was fitted.", reason="no contrasts")
    for fit in analysis.fits:
        yield from _of_fit(analysis, fit, settings)


def _of_fit(analysis: Analysis, fit: Fit, settings: Settings) -> Iterator[Finding]:
    concerned = tuple(c.id for c in analysis.contrasts if c.fit_id == fit.id)
    unusual = [text for text in fit.fallbacks if not text.startswith(AS_USUAL)]
    if not unusual:
        slower = (
            f" Some needed a slower search, as in R's DESeq2 ({'; '.join(fit.fallbacks)}); nothing to do."
            if fit.fallbacks
            else ""
        )
        yield CHECK.finding("passed", f"Every gene was fitted as usual.{slower}", contrasts=concerned)
    for text in unusual:
        yield _told(text, fit, len(analysis.dataset.counts) - len(analysis.normalized.dropped), concerned, settings)


def _told(text: str, fit: Fit, genes: int, concerned: tuple[str, ...], settings: Settings) -> Finding:
    if text.startswith("dispersion trend: mean"):
        message = (
            "No trend of the variability over the expression could be fitted, so one common value was used for all genes. Weakly "
            "expressed genes are then judged too variable or strongly expressed ones too steady."
        )
        action = "Look at the dispersion plot. It happens with few genes, or with counts that are not raw counts: check the input."
        return CHECK.finding("warning", message, action, contrasts=concerned, values={"fallback": text})
    if text.startswith("dispersion trend"):
        message = (
            "The usual curve did not fit how the variability depends on the expression; a local regression was used "
            "instead, as R's DESeq2 does."
        )
        action = "Look at the dispersion plot: the line should run through the middle of the points."
        return CHECK.finding("note", message, action, contrasts=concerned, values={"fallback": text})
    if text.startswith("coefficients did not converge"):
        return _not_converged(fit, genes, concerned, settings)
    action = "Nothing needs to be done unless many genes are concerned; the note is for the record."
    return CHECK.finding(
        "note", f"{text[:1].upper()}{text[1:]}.", action, contrasts=concerned, values={"fallback": text}
    )


def _not_converged(fit: Fit, genes: int, concerned: tuple[str, ...], settings: Settings) -> Finding:
    stuck = int(fit.facts.get("not_converged", 0))
    share = stuck / max(genes, 1)
    return CHECK.finding(
        "warning" if share > settings.not_converged else "note",
        f"The model of {stuck:,} of {genes:,} genes ({percent(share)}) did not settle; their fold changes and p-values are "
        "approximate. Usually these are genes with very few reads.",
        "Filter such genes: analysis: {filter: expressed}; and centre and scale continuous covariates.",
        contrasts=concerned,
        values={"not_converged": stuck, "genes": genes},
    )


CHECK = Check(
    id="fallbacks",
    title="Detours of the statistics",
    passed="The statistics took their usual way",
    rationale="When a model does not fit the usual way, programs quietly take another one. It is rarely wrong, but a "
    "reader should know.",
    rule="what the method reports: no dispersion trend (one common value): warning; local instead of parametric trend: note; "
    "genes that did not converge: note, above 1 % of the genes a warning",
    source="Love, Huber & Anders 2014, 10.1186/s13059-014-0550-8, and the DESeq2 vignette; 1 % is a convention",
    advice="Look at the dispersion plot; filter genes with few reads; scale continuous covariates.",
    run=_run,
    Settings=Settings,
)
