"""Ranks against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from seqfolio.stats.ranks import average_ranks


@pytest.mark.parametrize("values", [[3.0, 1.0, 2.0], [1.0, 1.0, 1.0], [2.0, -0.0, 0.0, 5.0, 2.0, 2.0], []])
def test_ties_share_their_mean_rank(values: list[float]) -> None:
    np.testing.assert_array_equal(average_ranks(values), rankdata(values))


def test_many_values_with_ties() -> None:
    values = np.random.default_rng(1).poisson(3, 5_000).astype(float)
    np.testing.assert_array_equal(average_ranks(values), rankdata(values))
