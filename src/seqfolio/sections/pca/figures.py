"""The scatter plot of the first two components, and what the components follow."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from seqfolio.document import Block, Cell, Column, Explore, Figure, Table
from seqfolio.figures import components, scatter
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing, short
from seqfolio.model import Pca
from seqfolio.sections.pca.compute import MOST_COMPONENTS, Result
from seqfolio.wording import percent


def blocks(result: Result) -> dict[str, Block]:
    """The figures, and the table of the genes behind the components."""
    made: dict[str, Block] = {"pca": _scatter(result), "components": _components(result)}
    if result.pulling:
        made["loadings"] = _loadings(result)
    return made


def _scatter(result: Result) -> Figure:
    by = " and ".join(f"{what} by {c.name}" for what, c in (("coloured", result.colour), ("shaped", result.shape)) if c)
    panels = [scatter.Panel(result.pca.scores, result.pca.explained, "as measured" if result.cleaned else "")]
    if result.cleaned:
        title = f"without {short(' and '.join(result.removed), 24)} (display only)"
        panels.append(scatter.Panel(result.cleaned.scores, result.cleaned.explained, title))
    with drawing():
        return picture(
            scatter.pca(panels, result.names, result.colour, result.shape),
            id="pca",
            title="Samples on the first two principal components",
            caption=f"Each point is a sample, placed by its {result.pca.genes} most variable genes ({result.scale}). "
            f"Points that lie close together are samples that are alike.{_display_only(result)}",
            alt=f"Scatter plot of {len(result.pca.scores)} samples{', ' + by if by else ''}. {_shares(result)}",
            explore=_explored(result),
            multiqc=True,
        )


def _explored(result: Result) -> Explore:
    """All components, as measured and as the model sees them."""
    panels = [_panel(result.pca, "as measured")]
    if result.cleaned:
        panels.append(_panel(result.cleaned, f"without {' and '.join(result.removed)} (display only)"))
    spec = {
        "panels": panels,
        "samples": [str(sample) for sample in result.pca.scores.index],
        "colour": result.colour.name if result.colour else "",
        "shape": result.shape.name if result.shape else "",
    }
    return Explore("pca", spec)


def _panel(pca: Pca, title: str) -> dict[str, Any]:
    scores = pca.scores.iloc[:, :MOST_COMPONENTS]
    return {
        "title": title,
        "components": [str(name) for name in scores.columns],
        "explained": [round(share, 4) for share in pca.explained[: scores.shape[1]]],
        "scores": [[float(f"{value:.4g}") for value in row] for row in scores.to_numpy()],
    }


def _display_only(result: Result) -> str:
    if not result.cleaned:
        return ""
    names = " and ".join(result.removed)
    return (
        f" Without {names}: after subtracting its effects, as the model does; for display only, the tests use the counts "
        "as they are."
    )


def _shares(result: Result) -> str:
    first, *rest = result.pca.explained
    second = f", the second {percent(rest[0])}" if rest else ""
    text = f"The first component holds {percent(first)} of the variance of the {result.pca.genes} most variable genes{second}."
    if result.cleaned:
        text += (
            f" Without {' and '.join(result.removed)} the first component holds {percent(result.cleaned.explained[0])}."
        )
    return text


def _components(result: Result) -> Figure:
    n, followed = len(result.followed.r_squared.columns), result.followed
    strongest = followed.strongest
    found = (
        f"{strongest[0]} explains {percent(strongest[2])} of {strongest[1]} (p = {strongest[3]:.2g})."
        if strongest
        else "No covariate could be compared with them."
    )
    below = (
        " Below: R² of each covariate, the share of a component's variance that it explains, with the p-value of its F-test; "
        f"a star marks p-values below 0.05 after adjusting for all {followed.pvalue.count().sum()} of them."
        if strongest
        else ""
    )
    with drawing():
        return picture(
            components.components(result.pca.explained[:n], followed.r_squared, followed.pvalue, followed.padj),
            id="components",
            title="What the principal components follow",
            caption=f"Bars: share of the variance that each component holds.{below}",
            alt=f"Bars for {n} components: "
            + ", ".join(f"{percent(share)}" for share in result.pca.explained[:n])
            + f" of the variance. {found}",
        )


def _loadings(result: Result) -> Table:
    sides = (("right", "left"), ("top", "bottom"))
    columns: list[Column] = []
    for component, (above, _) in zip(result.pulling, sides, strict=False):
        key = component.lower()
        help_text = f"How much the gene pulls a sample along {component}; above 0: more in samples at the {above}."
        columns += [Column(f"{key}_gene", f"{component}: gene", "id")]
        columns += [Column(f"{key}_loading", f"loading (> 0: more at the {above})", "number", help_text)]
    pairs = zip_longest(*result.pulling.values(), fillvalue=("", None))
    rows: list[tuple[Cell, ...]] = [tuple(cell for pair in row for cell in pair) for row in pairs]
    return Table(
        "loadings",
        "Genes that pull the samples apart most",
        tuple(columns),
        tuple(rows),
        caption="The largest loadings of the first components. Above 0: more of this gene in samples at the right (PC1) or the "
        "top (PC2) of the figure" + (", left panel" if result.cleaned else "") + ".",
    )
