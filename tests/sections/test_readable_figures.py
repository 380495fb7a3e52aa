"""Names that can be read, colours that belong to one covariate, and findings that are told once."""

from __future__ import annotations

import io
from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from seqfolio.figures.gene_sets import Dots, dots
from seqfolio.figures.groups import coloured
from seqfolio.figures.labels import label_points
from seqfolio.figures.style import drawing
from seqfolio.figures.twin import draw
from seqfolio.model import Finding
from seqfolio.sections.alike import merged
from situations import checked


def _labelled(asked: int) -> tuple[Figure, list[str]]:
    """Twelve names on a dense band, one far away from it."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 10, 6_000), rng.normal(0, 0.6, 6_000)
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    axes.set(xlim=(0, 10), ylim=(-3, 3))
    points = [(float(x[i]), float(y[i]), f"ENSG{i:011d}") for i in range(12)]
    label_points(axes, [*points, (5.0, 2.7, "far")], cloud=(x, y), asked=asked)
    return figure, [text.get_text() for text in axes.texts]


def test_names_overlap_neither_each_other_nor_the_edge() -> None:
    figure, _ = _labelled(asked=12)
    axes = figure.axes[0]
    renderer = FigureCanvasAgg(figure).get_renderer()
    for text in axes.texts:
        text.draw(renderer)  # sets the size of its white box
    boxes = [text.get_bbox_patch().get_window_extent(renderer) for text in axes.texts]
    assert len(boxes) > 3
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    window = axes.get_window_extent(renderer)
    assert all(window.x0 - 2 <= b.x0 and b.x1 <= window.x1 + 2 for b in boxes)


def test_only_names_that_were_asked_for_may_hide_the_cloud() -> None:
    assert "far" in _labelled(asked=0)[1]
    assert len(_labelled(asked=0)[1]) < len(_labelled(asked=12)[1])


def test_no_two_covariates_share_a_colour() -> None:
    column = pd.Series(list("abcdef"), index=[f"s{i}" for i in range(6)])
    palettes = [set(coloured(column, "group", nth).levels.values()) for nth in range(3)]
    assert all(len(palette) == 6 for palette in palettes)
    assert not any(a & b for a, b in combinations(palettes, 2))


def test_numbers_have_a_legend_with_both_ends() -> None:
    found = coloured(pd.Series([20.0, 35.0, 50.0], index=["a", "b", "c"]), "age")
    assert list(found.legend) == ["20", "35", "50"]
    assert found.legend == {"20": found.colours["a"], "35": found.colours["b"], "50": found.colours["c"]}


def test_what_holds_for_several_contrasts_is_told_once() -> None:
    analysis = checked("several_contrasts")[1]
    titles = [c.comparison.title for c in analysis.contrasts]
    few = [
        Finding("few", "Few", "note", f"{c.comparison.title}: {i} x a. Plan more.", "Do.", contrasts=(c.id,))
        for i, c in enumerate(analysis.contrasts)
    ]
    other = Finding("other", "Other", "warning", f"{titles[0]}: apart. Look.", contrasts=(analysis.contrasts[0].id,))
    passed = Finding("few", "Few", "passed", "Enough.")
    found = merged((other, *few, passed), analysis.titles)
    assert [f.check for f in found] == ["other", "few"]
    assert found[0] == other
    assert found[1].message == "; ".join(f"{t}: {i} x a" for i, t in enumerate(titles)) + ". Plan more."
    assert found[1].contrasts == tuple(c.id for c in analysis.contrasts)


def _dots(called: list[bool]) -> Dots:
    names = [f"positive regulation of some very long-winded process number {i}" for i in range(len(called))]
    numbers = np.linspace(1, 3, len(called))
    return Dots(names, numbers, 20 * numbers, numbers, np.array(called), "score", "genes", 0.0)


def test_names_of_sets_are_not_cut_in_either_picture() -> None:
    with drawing():
        drawn = draw(dots(_dots([True] * 12)))
    pixels = np.asarray(Image.open(io.BytesIO(drawn.png)).convert("L"))
    assert (pixels[:, :3] > 250).all()
    assert (pixels[:, 3:400] < 100).any()


def test_sets_that_are_not_called_are_hollow() -> None:
    with drawing():
        figure = dots(_dots([True, False, True, False]))
        FigureCanvasAgg(figure).draw()
    filled, hollow = figure.axes[0].collections[:2]
    assert (hollow.get_facecolors() == 1).all()
    assert not (filled.get_facecolors()[:, :3] == 1).all(axis=1).any()
    assert len(filled.get_offsets()) == len(hollow.get_offsets()) == 2
