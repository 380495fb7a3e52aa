"""voom with a weight for every sample besides the weight of every observation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from seqfolio.stats.limma.array_weights import Method, array_weights
from seqfolio.stats.limma.voom import Voom, voom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


def voom_with_quality_weights(
    counts: ArrayLike,
    design: ArrayLike,
    lib_size: ArrayLike | None = None,
    span: float = 0.5,
    block: ArrayLike | None = None,
    correlation: float | None = None,
    var_design: ArrayLike | None = None,
    var_group: ArrayLike | None = None,
    method: Method = "genebygene",
    max_iterations: int = 50,
    tolerance: float = 1e-5,
    coefficient_names: Sequence[str] | None = None,
) -> Voom:
    """Weigh observations by the mean-variance trend and samples by their quality.

    voom, sample weights from it, voom again with these weights in its first fit, and sample weights from that.

    Args:
        counts: genes x samples; filter them first.
        design: samples x coefficients.
        lib_size: as in `voom`.
        span: as in `voom`.
        block: as in `voom`.
        correlation: as in `voom`.
        var_design: as in `array_weights`.
        var_group: as in `array_weights`.
        method: as in `array_weights`.
        max_iterations: as in `array_weights`.
        tolerance: as in `array_weights`.
        coefficient_names: used in messages.

    Returns:
        Voom, whose weights are observation weights times ``sample_weights``.

    Raises:
        StatsInputError: see `voom` and `array_weights`.

    Source: Liu et al. 2015, Nucleic Acids Res. 43:e97; limma's ``voomWithQualityWeights``.
    """
    samples = None
    for _ in range(2):
        weighted = voom(counts, design, lib_size, span, samples, block, correlation, coefficient_names)
        quality = array_weights(
            weighted.values,
            design,
            weighted.weights,
            var_design,
            var_group,
            method=method,
            max_iterations=max_iterations,
            tolerance=tolerance,
        )
        samples = quality.weights
    return replace(
        weighted,
        weights=weighted.weights * quality.weights,
        sample_weights=quality.weights,
        fallbacks=weighted.fallbacks + quality.fallbacks,
    )
