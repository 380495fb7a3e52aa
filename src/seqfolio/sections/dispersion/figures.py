"""What the model makes of the variation, beside the variation that figures show."""

from __future__ import annotations

from matplotlib.axes import Axes

from seqfolio.document import Block, Figure
from seqfolio.figures import variation
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.dispersion.compute import Cloud, Result, Spread, Trend

SHOWN = (
    "Right: standard deviation of each gene over all samples on the scale of the figures ({scale}), with its running median. "
    "A level line means that strongly and weakly expressed genes count alike in PCA and heat maps."
)


def blocks(result: Result) -> dict[str, Block]:
    """A figure per fit; the first one also shows the spread on the scale of the figures."""
    made: dict[str, Block] = {}
    for cloud in result.clouds:
        made[f"fit-{len(made)}"] = _dispersions(cloud, None if made else result.spread, len(made))
    for trend in result.trends:
        made[f"fit-{len(made)}"] = _trend(trend, None if made else result.spread, len(made))
    if not made and result.spread:
        made["fit-0"] = _spread_alone(result.spread)
    return made


def _id(i: int) -> str:
    return f"dispersion-{i}" if i else "dispersion"


def _shown(spread: Spread | None) -> tuple[str, str]:
    """Caption and alternative text of the right panel."""
    if spread is None:
        return "", ""
    return (
        " " + SHOWN.format(scale=spread.scale),
        f" Beside it the standard deviation on the scale of the figures, whose running median changes {spread.ratio:.1f}-fold.",
    )


def _with_spread(axes: list[Axes], spread: Spread | None) -> None:
    if spread is not None:
        variation.spread(axes[-1], spread.mean, spread.deviation, spread.line, spread.scale)


def _dispersions(cloud: Cloud, spread: Spread | None, i: int) -> Figure:
    columns = (cloud.genes[name].to_numpy(dtype=float) for name in ("baseMean", "gene_wise", "trend", "final"))
    caption, alt = _shown(spread)
    with drawing():
        figure, axes = variation.panels(1 if spread is None else 2)
        variation.dispersions(axes[0], *columns)
        _with_spread(axes, spread)
        return picture(
            figure,
            id=_id(i),
            title=f"Dispersions: {cloud.fit.formula}",
            caption=f"{'Left: ' if spread else ''}{len(cloud.genes):,} genes. Grey: dispersion estimated from the gene alone; "
            "blue: after sharing information between genes, as used in the tests; orange line: the trend." + caption,
            alt=f"Scatter plot of the dispersions of {len(cloud.genes):,} genes against their mean counts, falling along a trend; "
            f"{cloud.outliers:,} genes lie so far above it that they keep their own estimate." + alt,
        )


def _trend(trend: Trend, spread: Spread | None, i: int) -> Figure:
    points = trend.points
    voom = trend.fit.method.endswith("voom")
    line = "the trend that gives each count its weight" if voom else "the trend that variances are moderated towards"
    caption, alt = _shown(spread)
    with drawing():
        figure, axes = variation.panels(1 if spread is None else 2)
        variation.trend(axes[0], points, "mean log2 count" if voom else "mean log2 count per million")
        _with_spread(axes, spread)
        return picture(
            figure,
            id=_id(i),
            title=f"Variation against expression: {trend.fit.formula}",
            caption=f"{'Left: ' if spread else ''}{len(points):,} genes by their mean and the square root of their residual standard "
            f"deviation; orange line: {line}." + caption,
            alt=f"Scatter plot of the variation of {len(points):,} genes against their mean expression; the trend goes from "
            f"{points['trend'].iloc[0]:.2g} at the weakest to {points['trend'].iloc[-1]:.2g} at the strongest gene."
            + alt,
        )


def _spread_alone(spread: Spread) -> Figure:
    with drawing():
        figure, axes = variation.panels(1)
        _with_spread(axes, spread)
        return picture(
            figure,
            id=_id(0),
            title="Variation against expression",
            caption=f"Standard deviation of {len(spread.mean):,} genes over all samples against their mean ({spread.scale}); orange line: "
            "running median.",
            alt=f"Scatter plot of the standard deviation of {len(spread.mean):,} genes against their mean; its running median "
            f"changes {spread.ratio:.1f}-fold.",
        )
