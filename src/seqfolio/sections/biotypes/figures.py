"""Bars per biotype."""

from __future__ import annotations

from seqfolio.document import Block
from seqfolio.figures import bars
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.biotypes.compute import Result
from seqfolio.sections.names import calls_in_words, direction_words


def blocks(result: Result) -> dict[str, Block]:
    """The figure."""
    c, counts = result.contrast.comparison, result.counts
    calls = [call for call in ("lower", "higher", "changed", "equivalent") if counts[call].any()]
    first = counts.iloc[0]
    with drawing():
        figure = picture(
            bars.calls(counts, calls, direction_words(c)),
            id="biotypes",
            title=f"Called genes by biotype: {c.title}",
            caption=f"Of all {calls_in_words(result.contrast)}: how many belong to each biotype ({result.column} of the annotation). In "
            "brackets: tested genes of the biotype.",
            alt=f"Bars for {len(counts)} biotypes. {counts.index[0]}: {first['called']:,} of {first['tested']:,} tested genes "
            f"called; all together {counts['called'].sum():,} of {counts['tested'].sum():,}.",
        )
    return {"biotypes": figure}
