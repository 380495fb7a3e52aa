"""Unusual input: refused with a reason and advice, or handled with a word about it."""

from importlib import import_module

import numpy as np
import pytest

from seqfolio.stats import edger, limma
from seqfolio.stats.array_checks import (
    EmptyLibraryError,
    NegativeValueError,
    NotFiniteError,
    ShapeError,
    StatsInputError,
)
from seqfolio.stats.design_matrix import RankDeficientDesignError
from seqfolio.stats.limma.duplicate_correlation import BLOCK_IN_DESIGN, SINGLE_SAMPLES, NoCorrelationError
from seqfolio.stats.limma.empirical_bayes import MOSTLY_ROUNDING, SOME_ROUNDING
from seqfolio.stats.limma.robust_prior import VERY_SMALL, MostlyZeroVariancesError
from seqfolio.stats.limma.variance_prior import MOSTLY_ZERO, SOME_ZERO

RNG = np.random.default_rng(8)
DESIGN = np.column_stack((np.ones(6), np.repeat((0, 1), 3)))
COUNTS = RNG.poisson(50, (80, 6)).astype(float)
VALUES = RNG.normal(5, 1, (80, 6))


class TestRefused:
    @pytest.mark.parametrize("analysis", [limma.limma_voom, limma.limma_trend])
    def test_one_replicate_per_group(self, analysis):
        with pytest.raises(
            limma.NoResidualDegreesOfFreedomError, match=r"2 samples and 2 coefficients.*Add replicates"
        ):
            analysis(COUNTS[:, [0, 5]], DESIGN[[0, 5]])

    def test_one_sample(self):
        with pytest.raises(limma.NoResidualDegreesOfFreedomError):
            limma.limma_trend(COUNTS[:, :1], np.ones((1, 1)))

    def test_dependent_columns_are_named(self):
        design = np.column_stack((DESIGN, 1 - DESIGN[:, 1], RNG.normal(size=6)))
        with pytest.raises(RankDeficientDesignError, match="'batch2' can be written"):
            limma.limma_voom(COUNTS, design, coefficient_names=("mean", "group", "batch2", "age"))
        with pytest.raises(RankDeficientDesignError, match="column 2"):
            limma.fit(VALUES, design)

    def test_more_coefficients_than_samples(self):
        with pytest.raises(RankDeficientDesignError, match="column 6, column 7"):
            limma.fit(VALUES, RNG.normal(size=(6, 8)))

    def test_a_library_without_counts(self):
        empty = COUNTS.copy()
        empty[:, 4] = 0
        for function in (edger.cpm, edger.log_cpm, edger.tmm, edger.tmmwsp, edger.filter_by_expr):
            with pytest.raises(EmptyLibraryError, match="column 4"):
                function(empty)
        with pytest.raises(EmptyLibraryError, match="Exclude the sample"):
            limma.voom(empty, DESIGN)

    def test_missing_and_negative_values(self):
        bad = COUNTS.copy()
        bad[3, 2] = np.nan
        with pytest.raises(NotFiniteError, match="row 3, column 2"):
            limma.voom(bad, DESIGN)
        bad[3, 2] = -1
        with pytest.raises(NegativeValueError, match="row 3, column 2"):
            limma.voom(bad, DESIGN)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"design": DESIGN[:5]}, "5 rows for 6 samples"),
            ({"weights": np.ones(7)}, "fits neither"),
            ({"weights": np.zeros(6)}, "above zero"),
            ({"weights": np.full(6, np.inf)}, "finite"),
            ({"block": (1, 1, 2, 2, 3, 3)}, "duplicate_correlation"),
            ({"block": (1, 1), "correlation": 0.2}, "one label for each of 6"),
            ({"block": (1, 1, 2, 2, 3, 3), "correlation": 1}, "between -1 .* and 1"),
        ],
    )
    def test_arguments_of_fit(self, options, message):
        with pytest.raises(StatsInputError, match=message):
            limma.fit(VALUES, **{"design": DESIGN, **options})

    def test_other_arguments(self):
        fitted = limma.fit(VALUES, DESIGN)
        bayes = limma.ebayes(fitted)
        for wrong in (
            lambda: limma.contrasts_fit(fitted, (1, 0, 0)),
            lambda: limma.contrasts_fit(fitted, (0, 0)),
            lambda: limma.contrasts_fit(fitted, (0, np.nan)),
            lambda: limma.treat(fitted, -1),
            lambda: limma.ebayes(fitted, proportion=0),
            lambda: limma.ebayes(fitted, robust=True, winsor_tails=(0.1, 0.6)),
            lambda: limma.top_table(bayes, 2),
            lambda: limma.top_table(bayes, confidence=1),
            lambda: limma.f_test(bayes, (0, 5)),
            lambda: limma.f_test(bayes, ()),
            lambda: limma.voom(COUNTS[:1], DESIGN),
            lambda: limma.voom(COUNTS, DESIGN, lib_size=np.ones(3)),
            lambda: limma.fit(VALUES[0], DESIGN),
            lambda: limma.fit(VALUES[:0], DESIGN),
            lambda: limma.array_weights(VALUES, DESIGN, var_group=(1, 1, 1, 1, 1, 1)),
            lambda: limma.array_weights(VALUES, DESIGN, var_design=np.ones((6, 1))),
            lambda: limma.array_weights(VALUES, DESIGN, var_design=np.ones((5, 1))),
            lambda: limma.remove_batch_effect(VALUES, (1, 2)),
            lambda: limma.remove_batch_effect(VALUES, covariates=np.full(6, np.nan)),
            lambda: edger.log_cpm(COUNTS, prior_count=-1),
            lambda: edger.tmm(COUNTS, reference=6),
            lambda: edger.filter_by_expr(COUNTS, group=(1, 2)),
            lambda: edger.filter_by_expr(COUNTS, DESIGN[:3]),
        ):
            with pytest.raises(StatsInputError):
                wrong()

    def test_errors_are_value_errors(self):
        assert issubclass(StatsInputError, ValueError)
        assert issubclass(ShapeError, StatsInputError)

    def test_robust_needs_variances(self):
        constant = np.ones((50, 6)) * np.arange(50)[:, None]
        with pytest.raises(MostlyZeroVariancesError, match="robust=False"):
            limma.ebayes(limma.fit(constant * 0, DESIGN), robust=True)

    def test_too_few_samples_for_blocks(self):
        with pytest.raises(NoCorrelationError, match="Put the block into the design"):
            limma.duplicate_correlation(VALUES[:, :4], DESIGN[[0, 1, 3, 4]], (1, 2, 1, 2))


class TestHandled:
    def test_all_genes_equal(self):
        same = np.repeat(COUNTS[:1], 30, axis=0)
        for analysis in (limma.limma_voom, limma.limma_trend):
            table = analysis(same, DESIGN)
            assert np.ptp(table.pvalue) < 1e-12
            assert np.isfinite(table.t).all()

    @pytest.mark.parametrize("analysis", [limma.limma_voom, limma.limma_trend])
    @pytest.mark.parametrize("robust", [False, True])
    def test_counts_that_hardly_vary(self, analysis, robust):
        ones, copies = np.ones((30, 6)), np.repeat(COUNTS[:, :2], 3, axis=1)
        for counts in (ones, copies, np.vstack((ones, COUNTS[:1])), np.vstack((0 * ones, COUNTS[:2]))):
            table = analysis(counts, DESIGN, robust=robust)
            assert np.isfinite(table.pvalue).all()
            assert (MOSTLY_ROUNDING in table.fallbacks) == (analysis is limma.limma_trend or counts[0, 0] > 0)

    def test_a_curve_that_touches_zero_gives_finite_weights(self):
        module = import_module("seqfolio.stats.limma.voom")
        x = np.arange(4.0)
        touching = limma.Lowess(x, np.array((0, 0.2, 0.5, 0)), np.arange(4), np.arange(4))
        assert module._smallest_deviation(touching) == 0.2
        assert module._smallest_deviation(limma.Lowess(x, 0 * x, np.arange(4), np.arange(4))) == 1

    def test_genes_without_variance(self):
        values = VALUES.copy()
        values[:5] = 3.0
        fitted = limma.fit(values, DESIGN)
        table = limma.top_table(limma.ebayes(fitted))
        assert np.abs(table.log2_fold_change[:5]).max() < 1e-12
        assert table.pvalue[:5].min() > 0.999
        assert limma.ebayes(fitted, robust=True).fallbacks == (SOME_ROUNDING, VERY_SMALL)
        np.testing.assert_array_equal(fitted.no_variance, np.arange(80) < 5)

    def test_zero_variances_are_reported(self):
        values = np.zeros((30, 6))
        values[:10] = VALUES[:10]
        assert limma.ebayes(limma.fit(values, DESIGN)).fallbacks == (MOSTLY_ROUNDING, MOSTLY_ZERO)
        values[:20] = VALUES[:20]
        assert limma.ebayes(limma.fit(values, DESIGN)).fallbacks == (SOME_ROUNDING, SOME_ZERO)

    def test_no_gene_expressed_in_a_group(self):
        counts = COUNTS * (DESIGN[:, 1] == 0)
        counts[:, 3:] += np.arange(80)[:, None] == 7
        counts[7] = 10
        table = limma.limma_voom(counts, DESIGN, lib_size=np.full(6, 4000))
        assert np.isfinite(table.pvalue).all()
        assert table.log2_fold_change[0] < -4

    def test_every_gene_has_a_zero(self):
        counts = COUNTS.copy()
        counts[np.arange(80), np.arange(80) % 6] = 0
        assert np.isfinite(limma.limma_voom(counts, DESIGN).pvalue).all()
        assert np.isfinite(edger.tmm(counts)).all()

    def test_counts_up_to_two_to_the_31(self):
        counts = (RNG.poisson(50, (80, 6)) * 2**25).astype(np.int64)
        counts[0, 0] = 2**31
        for analysis in (limma.limma_voom, limma.limma_trend):
            assert np.isfinite(analysis(counts, DESIGN).pvalue).all()

    def test_integer_counts_give_what_float_counts_give(self):
        whole = limma.limma_voom(COUNTS.astype(np.int32), DESIGN)
        np.testing.assert_array_equal(whole.pvalue, limma.limma_voom(COUNTS, DESIGN).pvalue)

    def test_inputs_are_left_alone(self):
        counts, design = COUNTS.copy(), DESIGN.copy()
        limma.limma_voom(counts, design, sample_weights=True)
        limma.limma_trend(counts, design, block=(1, 2, 3, 1, 2, 3), sample_weights=True, robust=True)
        np.testing.assert_array_equal(counts, COUNTS)
        np.testing.assert_array_equal(design, DESIGN)

    def test_one_gene_has_an_ordinary_t_test(self):
        fitted = limma.fit(VALUES[:1], DESIGN)
        bayes = limma.ebayes(fitted)
        assert bayes.df_total[0] == 4
        np.testing.assert_allclose(bayes.t[0, 1], fitted.coefficients[0, 1] / (fitted.sigma[0] * np.sqrt(2 / 3)))

    def test_a_continuous_covariate(self):
        age = np.array((31.0, 70, 44, 52, 61, 38))
        table = limma.limma_voom(COUNTS, np.column_stack((np.ones(6), age)))
        assert np.isfinite(table.pvalue).all()
        assert np.abs(table.log2_fold_change).max() < 0.1

    def test_a_covariate_of_large_numbers(self):
        year = 2.0e6 + np.arange(6)
        shifted = limma.limma_voom(COUNTS, np.column_stack((np.ones(6), year)))
        plain = limma.limma_voom(COUNTS, np.column_stack((np.ones(6), np.arange(6.0))))
        np.testing.assert_allclose(shifted.pvalue, plain.pvalue, rtol=1e-6)

    def test_trivial_blocks(self):
        paired = np.column_stack((np.ones(6), [0, 1] * 3, [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]))
        encoded = limma.duplicate_correlation(VALUES, paired, (1, 1, 2, 2, 3, 3))
        assert (encoded.consensus, encoded.fallbacks) == (0, (BLOCK_IN_DESIGN,))
        single = limma.duplicate_correlation(VALUES, DESIGN, range(6))
        assert (single.consensus, single.fallbacks) == (0, (SINGLE_SAMPLES,))

    def test_constant_genes_do_not_count_in_the_correlation(self):
        block = (1, 2, 3, 1, 2, 3)
        values = VALUES.copy()
        values[:20] = 1 / 3
        correlation = limma.duplicate_correlation(values, DESIGN, block)
        assert np.isnan(correlation.atanh_correlations[:20]).all()
        assert correlation.consensus == limma.duplicate_correlation(values[20:], DESIGN, block).consensus

    def test_two_genes(self):
        assert np.isfinite(limma.limma_voom(COUNTS[:2], DESIGN).pvalue).all()
        assert np.isfinite(limma.limma_voom(COUNTS[:3], DESIGN, robust=True).pvalue).all()

    def test_too_few_residuals_for_sample_weights(self):
        design = np.column_stack((DESIGN, np.eye(6)[:, [0, 1, 4]]))
        ours = limma.array_weights(VALUES, design)
        np.testing.assert_array_equal(ours.weights, 1)
        assert len(ours.fallbacks) == 1

    def test_a_perfectly_confounded_batch_is_left_in(self):
        ours = limma.remove_batch_effect(VALUES, DESIGN[:, 1], design=DESIGN)
        np.testing.assert_allclose(ours, VALUES)
        np.testing.assert_array_equal(limma.remove_batch_effect(VALUES), VALUES)
