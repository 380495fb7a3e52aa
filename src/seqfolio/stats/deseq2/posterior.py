"""Cox-Reid adjusted profile log likelihood of the dispersion, with or without its prior.

For one gene with counts y_j, fitted means mu_j, dispersion alpha and r = 1 / alpha:

    l(log alpha) = sum_j [lgamma(y_j + r) - lgamma(r) - y_j log(mu_j + r) - r log(1 + mu_j alpha)]
                   - 1/2 log |X' W X| - (log alpha - m)^2 / (2 v)

where ``w_j = 1 / (1 / mu_j + alpha)`` and the last term (prior mean m, prior variance v) is absent for gene-wise
estimates.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Estimation of dispersions".
"""

from __future__ import annotations

import numpy as np

from seqfolio.stats.deseq2.arrays import Floats, Scratch, blocks
from seqfolio.stats.deseq2.cox_reid import CoxReid
from seqfolio.stats.deseq2.likelihood_in_order import log_likelihood_in_order
from seqfolio.stats.deseq2.profile_likelihood import value_and_slope


class DispersionPosterior:
    """The log posterior and its derivative for many genes.

    Args:
        design: (samples, coefficients).
        prior_variance: v above, on the natural log scale; None for no prior.
    """

    def __init__(self, design: Floats, prior_variance: float | None = None) -> None:
        self._design = design
        self._cox_reid = CoxReid(design)
        self._prior_variance = prior_variance
        self._scratch = Scratch()

    def value_and_slope(self, y: Floats, mu: Floats, log_alpha: Floats, prior_mean: Floats) -> tuple[Floats, Floats]:
        """Value, without the term -sum_j y_j that no dispersion changes, and derivative with respect to log(alpha).

        Args:
            y: counts, (samples, genes).
            mu: fitted means, (samples, genes), positive.
            log_alpha: (genes,), natural log.
            prior_mean: m above, (genes,); ignored without a prior.

        Returns:
            two arrays (genes,).
        """
        value, slope = np.empty_like(log_alpha), np.empty_like(log_alpha)
        for part in blocks(*y.shape):
            value[part], slope[part] = self._block(y[:, part], mu[:, part], np.exp(log_alpha[part]))
        if self._prior_variance is not None:
            distance = log_alpha - prior_mean
            value -= 0.5 * distance**2 / self._prior_variance
            slope -= distance / self._prior_variance
        return value, slope

    def gain_in_order(self, y: Floats, mu: Floats, log_alpha: Floats, target: Floats) -> Floats | None:
        """Difference of the log likelihood between two log dispersions, (genes,), with the original's rounding errors.

        None when there is a prior, whose search does not depend on them in the same way.
        """
        if self._prior_variance is not None:
            return None
        start, end = log_likelihood_in_order(np.array([log_alpha, target]), self._design, y, mu, exactly=True)
        return np.asarray(end - start)

    def _block(self, y: Floats, mu: Floats, alpha: Floats) -> tuple[Floats, Floats]:
        r = 1.0 / alpha
        value, slope, w = value_and_slope(y, mu, r, self._scratch)
        w *= r
        adjustment, adjustment_slope = self._cox_reid.value_and_slope(w, alpha)
        return value + adjustment, adjustment_slope - r * slope
