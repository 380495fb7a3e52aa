"""Every table of the R originals: same numbers, same missing values, same calls."""

import numpy as np
import pandas as pd
import pytest
from deseq2_cases import (
    FOLDER,
    NAMES,
    TESTED,
    assert_same_pvalues,
    assert_same_tests,
    case,
    fit,
    has,
    rows,
    table,
    trend,
)

from seqfolio.stats import deseq2

# R repeated with its samples in reverse order moves 0.24 % of the lessAbs p-values of pasilla beyond 1e-6: in the far
# tail a relative change of the statistic z counts z^2 times.
HYPOTHESES = {
    "deseq2_results": ({}, 0.999, 1e-3),
    "deseq2_results_alpha05": ({"alpha": 0.05}, 0.999, 1e-3),
    "deseq2_results_nofilter": ({"independent_filtering": False, "cooks": False}, 0.999, 1e-3),
    "deseq2_results_lfc1_greaterAbs": ({"lfc_threshold": 1.0}, 0.999, 1e-3),
    "deseq2_results_lfc1_lessAbs": ({"lfc_threshold": 1.0, "alternative": "lessAbs"}, 0.995, 2e-3),
    "deseq2_results_lfc05_greater": ({"lfc_threshold": 0.5, "alternative": "greater"}, 0.999, 1e-3),
    "deseq2_results_lfc05_less": ({"lfc_threshold": 0.5, "alternative": "less"}, 0.999, 1e-3),
}
RESULTS = [(name, which) for name in TESTED for which in HYPOTHESES if has(name, which)]


@pytest.mark.parametrize(("name", "which"), RESULTS)
def test_results(name, which):
    options, share, worst = HYPOTHESES[which]
    ours, theirs = deseq2.results(fit(name), case(name).contrast, **options), table(name, which)
    assert_same_tests(ours, name, which, share, worst)
    at = rows(name, theirs)
    for column, values in {
        "log2FoldChange": ours.log2_fold_change,
        "lfcSE": ours.lfc_se,
        "stat": ours.stat,
    }.items():
        if column in theirs:
            np.testing.assert_allclose(values[at], theirs[column], rtol=2e-5, atol=1e-6)
    if "log2FoldChange" in theirs:
        np.testing.assert_allclose(ours.log2_fold_change[at], theirs.log2FoldChange, atol=1e-6)


@pytest.mark.parametrize("name", [name for name in TESTED if has(name, "deseq2_lrt")])
def test_likelihood_ratio(name):
    ours, theirs = deseq2.lrt(fit(name, test="lrt"), case(name).reduced), table(name, "deseq2_lrt")
    assert_same_tests(ours, name, "deseq2_lrt")
    np.testing.assert_allclose(ours.stat[rows(name, theirs)], theirs.stat, rtol=1e-3, atol=1e-8)


@pytest.mark.parametrize("name", ["six", "eight"])
def test_outliers_of_a_likelihood_ratio_fit(name):
    """A gene whose Cook's distance lies on different sides of the cut-off in R's Wald and likelihood ratio fits."""
    counts, theirs = (
        pd.read_csv(FOLDER / "sim_likelihood_ratio" / f"{part}_{name}.csv.gz", index_col=0, skipinitialspace=True)
        for part in ("counts", "lrt")
    )
    samples = counts.shape[1]
    design = np.column_stack((np.ones(samples), np.repeat([0.0, 1.0], samples // 2)))
    ours = {test: deseq2.lrt(deseq2.fit(counts, design, test=test), design[:, :1]) for test in ("wald", "lrt")}
    np.testing.assert_allclose(ours["lrt"].fit.largest_cooks, theirs.maxCooks, rtol=1e-6)
    np.testing.assert_array_equal(np.isnan(ours["lrt"].pvalue), theirs.pvalue.isna())
    np.testing.assert_array_equal(np.isnan(ours["lrt"].padj), theirs.padj.isna())
    np.testing.assert_array_equal(ours["lrt"].padj < 0.1, theirs.padj < 0.1)
    assert (np.isnan(ours["wald"].pvalue) != theirs.pvalue.isna()).sum() == 1


@pytest.mark.parametrize(
    ("which", "contrast"),
    [
        ("deseq2_interaction", "interaction"),
        ("deseq2_drug_in_ko", [0, 0, 1, 1]),
        ("deseq2_drug_average", [0, 0, 1, 0.5]),
    ],
)
def test_contrasts_of_an_interaction(which, contrast):
    ours, theirs = deseq2.results(fit("sim_interaction"), contrast), table("sim_interaction", which)
    assert_same_tests(ours, "sim_interaction", which)
    if "lfcSE" in theirs:
        np.testing.assert_allclose(ours.log2_fold_change, theirs.log2FoldChange, atol=1e-6)
        np.testing.assert_allclose(ours.lfc_se, theirs.lfcSE, rtol=1e-6)


@pytest.mark.parametrize("name", [name for name in NAMES if has(name, "size_factors")])
def test_size_factors(name):
    theirs = table(name, "size_factors")
    if theirs.ratio.isna().any():
        with pytest.raises(deseq2.SizeFactorError, match="poscounts"):
            deseq2.size_factors(case(name).counts)
    else:
        np.testing.assert_allclose(deseq2.size_factors(case(name).counts), theirs.ratio, rtol=1e-8)
    centred = theirs.poscounts / np.exp(np.log(theirs.poscounts).mean())  # as DESeq() scales them
    np.testing.assert_allclose(deseq2.size_factors(case(name).counts, "poscounts"), centred, rtol=1e-8)


@pytest.mark.parametrize("name", TESTED)
def test_trend(name):
    theirs, ours = trend(name), fit(name)
    assert ours.trend.method == theirs["fitType"]
    np.testing.assert_allclose(
        [*ours.trend.coefficients, ours.trend.residual_variance, ours.prior_variance],
        [float(theirs[k]) for k in ("asymptDisp", "extraPois", "varLogDispEsts", "dispPriorVar")],
        rtol=1e-8,
    )


@pytest.mark.parametrize("name", [name for name in TESTED if has(name, "deseq2_dispersions")])
def test_dispersions(name):
    theirs, ours = table(name, "deseq2_dispersions"), fit(name)
    at = rows(name, theirs)
    np.testing.assert_allclose(ours.base_mean[at], theirs.baseMean, rtol=1e-9)
    np.testing.assert_allclose(ours.trend_dispersion[at], theirs.dispFit, rtol=1e-8)
    assert_same_pvalues(ours.map_dispersion[at], theirs.dispMAP)
    assert_same_pvalues(ours.dispersion[at], theirs.dispersion)
    np.testing.assert_array_equal(ours.dispersion_outlier[at], theirs.dispOutlier.eq(True))
    np.testing.assert_array_equal(ours.converged[at], theirs.betaConv.eq(True))
    above = theirs.dispGeneEst > 1e-6  # below it R's choice is among values that differ by rounding
    assert_same_pvalues(ours.gene_wise_dispersion[at][above], theirs.dispGeneEst[above])
    np.testing.assert_allclose(-2 * ours.log_likelihood[at], theirs.deviance, rtol=1e-5)


@pytest.mark.parametrize("name", [name for name in TESTED if has(name, "deseq2_coefficients")])
def test_coefficients(name):
    theirs, p = table(name, "deseq2_coefficients").to_numpy(), case(name).design.shape[1]
    np.testing.assert_allclose(fit(name).beta, theirs[:, :p], atol=1e-6, rtol=0)
    np.testing.assert_allclose(fit(name).standard_error, theirs[:, p:], rtol=2e-5)


@pytest.mark.parametrize("name", [name for name in TESTED if has(name, "deseq2_cooks")])
def test_cooks(name):
    theirs = table(name, "deseq2_cooks").to_numpy()
    # one gene of sim_outliers is fitted by L-BFGS-B, which stops where the likelihood is flat
    np.testing.assert_allclose(fit(name).cooks, theirs, rtol=0.04 if name == "sim_outliers" else 1e-5, atol=1e-9)


@pytest.mark.parametrize("which", ["local", "mean"])
def test_other_trends(which):
    ours = fit("pasilla", trend=which)
    assert_same_tests(deseq2.results(ours), "pasilla", f"deseq2_results_{which}")
    if has("pasilla", f"deseq2_dispersions_{which}"):
        theirs = table("pasilla", f"deseq2_dispersions_{which}")
        np.testing.assert_allclose(ours.trend_dispersion[rows("pasilla", theirs)], theirs.dispFit, rtol=1e-7)


def test_transcript_lengths():
    data, lengths = case("sim_two_groups"), table("sim_two_groups", "lengths").to_numpy()
    ours = deseq2.fit(data.counts, data.design, lengths=lengths)
    factors = table("sim_two_groups", "deseq2_normalization_factors").to_numpy()
    np.testing.assert_allclose(ours.normalization_factors, factors, rtol=1e-10)
    np.testing.assert_allclose(deseq2.normalization_factors(data.counts, lengths), factors, rtol=1e-10)
    assert_same_tests(deseq2.results(ours), "sim_two_groups", "deseq2_results_lengths")


@pytest.mark.parametrize("name", [name for name in TESTED if has(name, "deseq2_shrink_normal")])
def test_normal_shrinkage(name):
    ours, theirs = deseq2.shrink(fit(name), method="normal"), table(name, "deseq2_shrink_normal")
    at = rows(name, theirs)
    np.testing.assert_allclose(ours.log2_fold_change[at], theirs.log2FoldChange, atol=1e-6, rtol=0)
    np.testing.assert_allclose(ours.posterior_sd[at], theirs.lfcSE, rtol=2e-5)


@pytest.mark.parametrize("name", [name for name in TESTED if has(name, "deseq2_vst_blind")])
def test_blind_transformation(name):
    data = case(name)
    subset = 1000 if len(data.counts) >= 2000 else None
    ours = deseq2.vst(data.counts, size_factors="poscounts" if "zero" in name else "ratio", subset=subset)
    theirs = table(name, "deseq2_vst_blind")
    np.testing.assert_allclose(ours[rows(name, theirs)], theirs, rtol=1e-6)


@pytest.mark.parametrize("name", [name for name in TESTED if has(name, "deseq2_vst_design")])
def test_transformation_that_knows_the_design(name):
    np.testing.assert_allclose(deseq2.vst_of_fit(fit(name)), table(name, "deseq2_vst_design"), rtol=1e-6)


def test_the_data_sets_are_there():
    assert len(RESULTS) > 25
