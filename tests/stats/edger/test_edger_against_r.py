"""edgeR's own numbers on every data set."""

import numpy as np

from seqfolio.stats import edger


def test_the_same_genes_are_kept(case):
    kept = edger.filter_by_expr(case.all_counts.to_numpy(), case.design)
    np.testing.assert_array_equal(kept, case.table("edger_filterbyexpr")["keep"])


def test_tmm_factors(case):
    np.testing.assert_allclose(edger.tmm(case.counts), case.table("edger_tmm")["norm.factors"], rtol=1e-10)


def test_log_cpm(case):
    expected = case.table("edger_logcpm")
    genes = case.all_counts.index[edger.filter_by_expr(case.all_counts.to_numpy(), case.design)]
    sizes = edger.effective_library_sizes(case.counts, edger.tmm(case.counts))
    ours = edger.log_cpm(case.counts, sizes, prior_count=2)[genes.get_indexer(expected.index)]
    np.testing.assert_allclose(ours, expected, rtol=1e-10)
