"""Options and designs that the common tables do not reach, against R (make_limma_extra.R)."""

import numpy as np
import pytest
from limma_cases import Case, design_matrix
from test_limma_against_r import CLOSED_FORM, ITERATIVE, assert_same_f, assert_same_table

from seqfolio.stats import edger, limma

EXTRA = Case("limma_extra")


@pytest.fixture(scope="module")
def counts():
    return Case("pasilla").all_counts.to_numpy()[::5]


@pytest.fixture(scope="module")
def design():
    return Case("pasilla").design


@pytest.fixture(scope="module")
def group_means():
    """~ 0 + condition + type: untreated, treated, single read."""
    samples = Case("pasilla").samples
    treated = (samples["condition"] == "treated").to_numpy()
    single = design_matrix(samples, ("type",), {})[:, 1]
    return np.column_stack((~treated, treated, single)).astype(float)


@pytest.fixture(scope="module")
def lib_size(counts):
    return edger.effective_library_sizes(counts, edger.tmm(counts))


@pytest.fixture(scope="module")
def log_counts(counts, lib_size):
    return edger.log_cpm(counts, lib_size, prior_count=3)


def voom_fit(counts, design, lib_size=None):
    sizes = edger.effective_library_sizes(counts, edger.tmm(counts)) if lib_size is None else lib_size
    weighted = limma.voom(counts, design, sizes)
    return limma.fit(weighted.values, design, weighted.weights)


@pytest.fixture(scope="module")
def kept_fit(counts, design, group_means):
    return voom_fit(counts[edger.filter_by_expr(counts, design)], group_means)


def test_unfiltered_voom(counts, design):
    fitted = voom_fit(counts, design)
    assert_same_table(limma.top_table(limma.ebayes(fitted)), EXTRA.table("pasilla_unfiltered_voom"), CLOSED_FORM)
    robust = limma.top_table(limma.ebayes(fitted, robust=True))
    assert_same_table(robust, EXTRA.table("pasilla_unfiltered_voom_robust"), ITERATIVE)


@pytest.mark.parametrize(("robust", "name", "rtol"), [(False, "", CLOSED_FORM), (True, "_robust", ITERATIVE)])
def test_unfiltered_trend(log_counts, design, robust, name, rtol):
    bayes = limma.ebayes(limma.fit(log_counts, design), trend=True, robust=robust)
    r, ours = EXTRA.table(f"pasilla_unfiltered_trend{name}"), limma.top_table(bayes)
    # Genes without a count: their fold changes and variances are rounding errors, in R as here.
    varies = r["logFC"].abs() > 1e-10
    assert varies.sum() > 2400
    for theirs, field in (("t", "t"), ("P.Value", "pvalue"), ("CI.L", "ci_low"), ("B", "b")):
        np.testing.assert_allclose(getattr(ours, field)[varies], r[theirs][varies], rtol=rtol, err_msg=theirs)
    np.testing.assert_array_equal(ours.padj < 0.05, r["adj.P.Val"] < 0.05)


def test_contrasts_of_correlated_coefficients_with_weights(kept_fit):
    contrasts = np.column_stack(((-1, 1, 0), (0, 1, -1), (0.5, 0.5, 0.25)))
    bayes = limma.ebayes(limma.contrasts_fit(kept_fit, contrasts))
    ours = np.column_stack((bayes.fit.coefficients, bayes.fit.stdev_unscaled, bayes.t, bayes.pvalue, bayes.log_odds))
    np.testing.assert_allclose(ours, EXTRA.table("pasilla_contrasts"), rtol=CLOSED_FORM)
    assert_same_f(limma.f_test(bayes), EXTRA.table("pasilla_contrasts_F"))


def test_options_of_ebayes(kept_fit):
    tails = limma.top_table(limma.ebayes(kept_fit, robust=True, winsor_tails=(0.02, 0.2)))
    assert_same_table(tails, EXTRA.table("pasilla_voom_robust_tails"), ITERATIVE)
    share = limma.top_table(limma.ebayes(kept_fit, proportion=0.2, stdev_limits=(0.5, 2)))
    assert_same_table(share, EXTRA.table("pasilla_voom_proportion"), CLOSED_FORM)


def test_robust_treat_with_trend(kept_fit):
    ours = limma.top_table(limma.treat(kept_fit, 0.3, trend=True, robust=True))
    assert_same_table(ours, EXTRA.table("pasilla_treat_robust_trend"), ITERATIVE)


def test_batch_removed(log_counts):
    samples = Case("pasilla").samples
    keep = design_matrix(samples, ("condition",), {"condition": "untreated"})
    ours = limma.remove_batch_effect(log_counts, samples["type"], design=keep)
    np.testing.assert_allclose(ours, EXTRA.table("pasilla_batch_removed"), rtol=CLOSED_FORM, atol=1e-10)
    ours = limma.remove_batch_effect(log_counts, samples["type"], covariates=(1, 3, 2, 5, 4, 7, 1))
    np.testing.assert_allclose(ours, EXTRA.table("pasilla_batch_covariate_removed"), rtol=CLOSED_FORM, atol=1e-10)


def test_weights_of_genes_and_of_samples(counts, log_counts, design):
    varies = counts.any(axis=1)
    genes = (np.arange(1, len(log_counts) + 1) % 3 + 0.5)[:, None]
    for weights, name in ((genes, "gene"), ((1, 0.5, 2, 1, 1, 0.2, 1), "sample")):
        ours, r = limma.fit(log_counts, design, weights), EXTRA.table(f"pasilla_{name}_weights")
        np.testing.assert_allclose(ours.coefficients[varies, -1], r["logFC"][varies], rtol=CLOSED_FORM, atol=1e-12)
        table = limma.top_table(limma.ebayes(ours))
        np.testing.assert_allclose(table.pvalue[varies], r["P.Value"][varies], rtol=CLOSED_FORM)


class TestBlocks:
    """24 samples in blocks of one to five, with and without weights."""

    counts = EXTRA.table("blocks_counts").to_numpy()
    block = EXTRA.table("blocks_samples")["block"].to_numpy()
    design = design_matrix(EXTRA.table("blocks_samples"), ("condition",), {})
    lib_size = edger.effective_library_sizes(counts, edger.tmm(counts))
    log_counts = edger.log_cpm(counts, lib_size, prior_count=3)
    weighted = limma.voom(counts, design, lib_size)
    consensus = EXTRA.table("blocks_consensus").set_index("name")["value"]

    def test_correlations_of_the_genes(self):
        r = EXTRA.table("blocks_atanh")
        plain = limma.duplicate_correlation(self.log_counts, self.design, self.block)
        np.testing.assert_allclose(plain.atanh_correlations, r["plain"], rtol=ITERATIVE, atol=1e-12)
        weighted = limma.duplicate_correlation(self.weighted.values, self.design, self.block, self.weighted.weights)
        np.testing.assert_allclose(weighted.atanh_correlations, r["weighted"], rtol=ITERATIVE, atol=1e-12)
        np.testing.assert_allclose((plain.consensus, weighted.consensus), self.consensus[:2], rtol=ITERATIVE)

    def test_voom_with_blocks(self):
        first = limma.duplicate_correlation(self.weighted.values, self.design, self.block, self.weighted.weights)
        again = limma.voom(self.counts, self.design, self.lib_size, block=self.block, correlation=first.consensus)
        second = limma.duplicate_correlation(again.values, self.design, self.block, again.weights)
        np.testing.assert_allclose(second.consensus, self.consensus["again"], rtol=ITERATIVE)
        fitted = limma.fit(again.values, self.design, again.weights, self.block, second.consensus)
        assert_same_table(limma.top_table(limma.ebayes(fitted)), EXTRA.table("blocks_voom"), ITERATIVE)

    def test_one_call_goes_the_same_way(self):
        ours = limma.limma_voom(self.counts, self.design, block=self.block)
        assert_same_table(ours, EXTRA.table("blocks_voom"), ITERATIVE)

    def test_trend_with_blocks_and_sample_weights(self):
        plain = limma.duplicate_correlation(self.log_counts, self.design, self.block)
        weights = np.tile((1, 2, 0.5), 8)
        fitted = limma.fit(self.log_counts, self.design, weights, self.block, plain.consensus)
        ours = limma.top_table(limma.ebayes(fitted, trend=True))
        assert_same_table(ours, EXTRA.table("blocks_trend_sample_weights"), ITERATIVE)

    @pytest.mark.parametrize(
        ("name", "weighted", "options"),
        [
            ("reml_weighted", True, {"method": "reml"}),
            ("genes_unweighted", False, {"method": "genebygene"}),
            ("groups", False, {"var_group": list("abc") * 8}),
            ("groups_weighted", True, {"var_group": list("abc") * 8}),
            ("numeric", False, {"var_design": np.column_stack((np.arange(1, 25), np.tile((0, 1), 12)))}),
            (
                "numeric_reml_weighted",
                True,
                {"var_design": np.column_stack((np.arange(1, 25), np.tile((0, 1), 12))), "method": "reml"},
            ),
            ("prior", False, {"prior_n": 200}),
        ],
    )
    def test_array_weights(self, name, weighted, options):
        values, weights = (self.weighted.values, self.weighted.weights) if weighted else (self.log_counts, None)
        ours = limma.array_weights(values, self.design, weights, **options)
        np.testing.assert_allclose(ours.weights, EXTRA.table("blocks_array_weights")[name], rtol=ITERATIVE)


TWO_GROUPS = np.column_stack((np.ones(8), np.repeat((0, 1), 4)))


@pytest.mark.parametrize("data", ["small", "equal_variance"])
@pytest.mark.parametrize(
    ("name", "options", "rtol"),
    [
        ("plain", {}, CLOSED_FORM),
        ("trend", {"trend": True}, CLOSED_FORM),
        ("robust", {"robust": True}, ITERATIVE),
        ("robust_trend", {"robust": True, "trend": True}, ITERATIVE),
    ],
)
def test_hypervariable_constant_and_alike_genes(data, name, options, rtol):
    if not EXTRA.has(f"{data}_{name}"):
        return
    fitted = limma.fit(EXTRA.table(f"{data}_values").to_numpy(), TWO_GROUPS)
    ours, r = limma.top_table(limma.ebayes(fitted, **options)), EXTRA.table(f"{data}_{name}")
    assert_same_table(ours, r, rtol)


@pytest.mark.parametrize("genes", [2, 3, 5, 10])
def test_trend_over_few_genes(genes):
    values = EXTRA.table("small_values").to_numpy()[10 : 10 + genes]
    ours = limma.top_table(limma.ebayes(limma.fit(values, TWO_GROUPS), trend=True))
    assert_same_table(ours, EXTRA.table(f"few_genes_trend_{genes}"), CLOSED_FORM)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("default", {}),
        ("exact", {"span": 0.3, "delta": 0}),
        ("wide", {"span": 0.5, "delta": 3, "iterations": 1}),
        ("none", {"span": 0.7, "iterations": 0}),
    ],
)
def test_lowess_with_ties(name, options):
    r = EXTRA.table("lowess_ties")
    ours = limma.lowess(r["x"].to_numpy(float), r["y"].to_numpy(), **options)
    np.testing.assert_allclose(ours.fitted, r[name], rtol=1e-10)
