"""edgeR's own numbers on every data set."""

import numpy as np
from limma_cases import Case

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


EXTRA = Case("limma_extra")
UNFILTERED = Case("pasilla").all_counts.to_numpy()[::5]


def test_variants_of_the_factors():
    r = EXTRA.table("pasilla_factors")
    np.testing.assert_allclose(edger.tmm(UNFILTERED), r["tmm"], rtol=1e-10)
    np.testing.assert_allclose(edger.tmmwsp(UNFILTERED), r["tmmwsp"], rtol=1e-10)
    np.testing.assert_allclose(edger.tmm(UNFILTERED, reference=0), r["tmm_first"], rtol=1e-10)


def test_variants_of_the_filter():
    pasilla, r = Case("pasilla"), EXTRA.table("pasilla_filters")
    np.testing.assert_array_equal(edger.filter_by_expr(UNFILTERED), r["default"])
    np.testing.assert_array_equal(edger.filter_by_expr(UNFILTERED, group=pasilla.samples["condition"]), r["grouped"])
    strict = edger.filter_by_expr(
        UNFILTERED, pasilla.design, min_count=50, min_total_count=300, large_n=1, min_prop=0.4
    )
    np.testing.assert_array_equal(strict, r["strict"])
