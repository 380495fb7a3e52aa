"""Libraries with few reads."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.errors import listed
from seqfolio.model import Finding, Planned

WHOLE_TRANSCRIPTOME = 10_000  # genes in the matrix


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    advised: float = 5_000_000
    """Fewer counted reads than this give a note."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    data = known.dataset
    if data.values not in ("counts", "estimated_counts") or len(data.counts) < WHOLE_TRANSCRIPTOME:
        yield CHECK.finding(
            "not_applicable", "Not the counts of a whole transcriptome.", reason="no whole transcriptome"
        )
        return
    sizes = data.counts.sum(axis=0)
    small = [str(sample) for sample in sizes.index[sizes < settings.advised]]
    values = {"smallest": float(sizes.min())}
    if not small:
        yield CHECK.finding("passed", f"The smallest library has {sizes.min():,.0f} counted reads.", values=values)
        return
    yield CHECK.finding(
        "note",
        f"{len(small)} of {len(sizes)} libraries have fewer than {settings.advised:,.0f} counted reads ({listed(small)}; the "
        f"smallest {sizes.min():,.0f}). Strongly expressed genes can be compared, weak ones cannot.",
        "Sequence the same libraries once more, if weakly expressed genes matter.",
        samples=tuple(small),
        values=values,
    )


CHECK = Check(
    id="sequencing_depth",
    title="Depth of sequencing",
    rationale="The fewer reads a library has, the fewer genes have enough counts to show a difference.",
    rule=f"counted reads of a sample below advised (5 million), in matrices of {WHOLE_TRANSCRIPTOME:,} genes or more",
    source="Conesa et al. 2016, 10.1186/s13059-016-0881-8; Liu et al. 2014, 10.1093/bioinformatics/btt688",
    advice="Sequence the same libraries once more, if weakly expressed genes matter.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("note",),
)
