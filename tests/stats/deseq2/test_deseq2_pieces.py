"""Each piece against a slow and obvious calculation for one gene at a time."""

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar
from scipy.special import digamma, gammaln
from scipy.stats import nbinom

from seqfolio.stats import deseq2
from seqfolio.stats.deseq2 import (
    arrays,
    bounded_minimiser,
    chunks,
    cooks,
    covariance,
    cox_reid,
    cubic_spline,
    dispersion_gene,
    filtering,
    glm,
    hypotheses,
    interpolated_loess,
    line_search,
    lowess,
    posterior,
    quantiles,
    regression,
    saddle_point,
    shrinkage_apeglm,
    small_systems,
    special,
)

RNG = np.random.default_rng(42)
CROSSED = np.column_stack([np.ones(8), *(np.repeat(np.eye(4), 2, axis=0)[:, 1:].T), np.tile([0.0, 1.0], 4)])
DOSE = np.column_stack([np.ones(8), np.tile([0.0, 1.0], 4), RNG.uniform(-2, 2, 8)])
GROUPS = np.column_stack([np.ones(8), np.repeat([0.0, 1.0], 4)])
DESIGNS = [CROSSED, DOSE, GROUPS]


def genes(number, samples=8, largest=1e4, seed=1):
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.uniform(0, np.log(largest), number))
    alpha = np.exp(rng.normal(-1.5, 1, number))
    mu = mean * np.exp(rng.normal(0, 0.3, (samples, number)))
    return rng.negative_binomial(1 / alpha, 1 / (1 + alpha * mu)).astype(float) + 1, mu, alpha


def reference_posterior(design, y, mu, log_alpha):
    alpha = np.exp(log_alpha)
    w = 1 / (1 / mu + alpha)
    likelihood = nbinom.logpmf(y, 1 / alpha, 1 / (1 + alpha * mu)).sum()
    return likelihood - 0.5 * np.linalg.slogdet(design.T @ (w[:, None] * design))[1]


@pytest.mark.parametrize("design", DESIGNS)
def test_dispersion_posterior_and_its_slope(design):
    y, mu, _ = genes(40)
    log_alpha = np.linspace(-9, 2, 40)
    post = posterior.DispersionPosterior(design)
    value, slope = post.value_and_slope(y, mu, log_alpha, np.zeros(40))
    for i in range(40):
        constant = (y[:, i] + gammaln(y[:, i] + 1) - y[:, i] * np.log(mu[:, i])).sum()
        expected = reference_posterior(design, y[:, i], mu[:, i], log_alpha[i]) + constant
        assert value[i] == pytest.approx(expected, rel=1e-8)
    step = 1e-4
    ahead, behind = (post.value_and_slope(y, mu, log_alpha + d, log_alpha)[0] for d in (step, -step))
    np.testing.assert_allclose(slope, (ahead - behind) / (2 * step), rtol=1e-4, atol=1e-4)


def test_dispersion_slope_of_tiny_dispersions_has_no_rounding_noise():
    y, mu, _ = genes(50, largest=1e8)
    near = np.full(50, -18.0)
    value = posterior.DispersionPosterior(CROSSED).value_and_slope
    a, b = value(y, mu, near, near), value(y, mu, near + 1e-6, near)
    np.testing.assert_allclose(b[0] - a[0], 1e-6 * a[1], rtol=1e-3, atol=1e-9)


def slow_search(design, y, mu, a):
    """The line search of one gene, step by step."""

    def slope(a):
        alpha, r = np.exp(a), np.exp(-a)
        w = 1 / (1 / mu + alpha)
        b, change = design.T @ (w[:, None] * design), design.T @ ((w**2)[:, None] * design)
        terms = digamma(y + r) - digamma(r) - np.log1p(mu * alpha) + (mu - y) / (mu + r)
        return -r * terms.sum() + 0.5 * alpha * np.trace(np.linalg.solve(b, change))

    value, kappa, accepted = reference_posterior(design, y, mu, a), 1.0, 0
    for _ in range(100):
        step = slope(a)
        kappa = min(max(kappa * step, -30 - a), 10 - a) / step
        new = reference_posterior(design, y, mu, a + kappa * step)
        if -new > -value - kappa * 1e-4 * step**2:
            kappa /= 2
            continue
        accepted += 1
        a, gain, value = a + kappa * step, new - value, new
        if gain < 1e-6 or a < np.log(1e-9):
            break
        kappa = min(kappa * 1.1, 1.0) / (2 if accepted % 5 == 0 else 1)
    return a


@pytest.mark.parametrize("design", DESIGNS)
def test_search_of_all_genes_is_the_search_of_each(design):
    y, mu, alpha = genes(30)
    found = line_search.maximise(posterior.DispersionPosterior(design), y, mu, np.log(alpha), np.zeros(30))
    slow = [slow_search(design, y[:, i], mu[:, i], np.log(alpha[i])) for i in range(30)]
    np.testing.assert_allclose(found.log_alpha, slow, atol=1e-6)


def test_search_mostly_ends_at_the_maximum():
    y, mu, alpha = genes(100)
    found = line_search.maximise(posterior.DispersionPosterior(GROUPS), y, mu, np.log(alpha), np.zeros(100))
    best = [
        minimize_scalar(
            lambda a, i=i: -reference_posterior(GROUPS, y[:, i], mu[:, i], a), bounds=(-9, 2.3), method="bounded"
        ).x
        for i in range(100)
    ]
    assert np.mean(np.abs(found.log_alpha - best) < 0.02) > 0.8


def test_gene_wise_estimate_keeps_its_start_where_the_gain_is_small():
    """The original does so when the log likelihood grows by less than a millionth of its size."""
    y, _, _ = genes(30)
    start = dispersion_gene.starting_dispersions(GROUPS, y, np.ones((8, 1)))
    found = dispersion_gene.estimate(GROUPS, y, np.ones((8, 1)))
    kept = found.dispersion == start
    assert 0 < kept.sum() < 30


@pytest.mark.parametrize("y", [0.0, 1.0, 7.0, 1e4, 2.0**31])
@pytest.mark.parametrize("r", [0.1, 3.0, 7.99, 8.0, 1e3, 1e8, 1e12])
def test_log_gamma_difference(y, r):
    ours = special.log_gamma_sums(np.array([[y]]), np.array([r]), arrays.Scratch())[0]
    k = np.arange(min(y, 1e6))
    exact = np.log1p(k / r).sum() if y <= 1e6 else gammaln(y + r) - gammaln(r) - y * np.log(r)
    assert ours == pytest.approx(exact, rel=1e-12 if y <= 1e6 else 1e-6, abs=1e-10)


def test_series_are_those_of_gamma_and_digamma():
    z = np.array([6.0, 8.0, 30.0, 1e5])
    w = 1 / z
    log_gamma = (z - 0.5) * np.log(z) - z + 0.5 * np.log(2 * np.pi) + special.log_gamma_series(w, w * w)
    np.testing.assert_allclose(log_gamma, gammaln(z), rtol=1e-13)
    np.testing.assert_allclose(np.log(z) - special.digamma_series(w, w * w), digamma(z), rtol=1e-11)


@pytest.mark.parametrize("design", DESIGNS)
def test_regression_is_the_maximum_of_the_penalised_likelihood(design):
    y, _, alpha = genes(20)
    factors = np.linspace(0.5, 2, 8)[:, None]
    fitted = regression.regress(glm.Basis(design), y, factors, alpha)
    scale = np.abs(design).max(axis=0)
    for i in range(20):

        def loss(b, i=i):
            mean = np.maximum(factors[:, 0] * 2 ** (design @ (b / scale)), 1e-300)
            penalty = 0.5e-6 * ((b / scale) ** 2).sum()
            return penalty - nbinom.logpmf(y[:, i], 1 / alpha[i], 1 / (1 + alpha[i] * mean)).sum()

        start = fitted.beta[:, i] * scale
        best = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000})
        assert loss(start) <= best.fun + 1e-4


@pytest.mark.parametrize("design", DESIGNS)
def test_covariance_and_leverage(design):
    _, mu, alpha = genes(5)
    basis = glm.Basis(design)
    variance, leverage = covariance.variances_and_leverages(basis, mu, alpha)
    contrast = np.arange(1.0, design.shape[1] + 1)
    combined = covariance.contrast_variance(basis, mu, alpha, contrast)
    for i in range(5):
        w = 1 / (1 / np.maximum(mu[:, i], 0.5) + alpha[i])
        information = design.T @ (w[:, None] * design)
        bread = np.linalg.inv(information + np.diag(basis.ridge_natural))
        sandwich = bread @ information @ bread
        np.testing.assert_allclose(variance[:, i], np.diag(sandwich), rtol=1e-5)
        np.testing.assert_allclose(leverage[:, i], w * np.einsum("ij,jk,ik->i", design, bread, design), rtol=1e-5)
        assert combined[i] == pytest.approx(contrast @ sandwich @ contrast, rel=1e-5)


@pytest.mark.parametrize("p", [1, 3, 5, 14])
def test_small_systems(p):
    full = [m @ m.T + np.eye(p) for m in RNG.normal(size=(7, p, p))]
    packed = np.array([[m[i, j] for m in full] for i, j in small_systems.packed_pairs(p)])
    right = RNG.normal(size=(p, 7))
    systems = small_systems.SymmetricSystems(packed)
    np.testing.assert_allclose(
        systems.solve(right).T, [np.linalg.solve(m, b) for m, b in zip(full, right.T, strict=True)]
    )
    inverse = small_systems.unpack(systems.inverse(), p)
    np.testing.assert_allclose(inverse, np.linalg.inv(full), atol=1e-10)
    change = 0.1 * packed[:, ::-1]
    value, slope = cox_reid.log_determinant_and_slope(packed, change, p)
    np.testing.assert_allclose(value, np.linalg.slogdet(full)[1])
    expected = np.trace(np.linalg.solve(full, small_systems.unpack(change, p)), axis1=1, axis2=2)
    np.testing.assert_allclose(slope, expected)


@pytest.mark.parametrize("design", DESIGNS)
def test_cox_reid_in_its_own_basis(design):
    alpha, w = np.array([0.1, 0.5]), RNG.uniform(0.1, 5, (8, 2))
    value, _ = cox_reid.CoxReid(design).value_and_slope(w.copy(), alpha)
    expected = [-0.5 * np.linalg.slogdet(design.T @ (w[:, [i]] * design))[1] for i in range(2)]
    np.testing.assert_allclose(value, expected, rtol=1e-6)


def test_arrow_basis_of_crossed_factors():
    indicators, rest = cox_reid.arrow_basis(CROSSED)
    assert indicators.shape[1] == 4
    assert rest.shape[1] == 1
    assert (indicators.sum(axis=1) == 1).all()


def test_bounded_minimiser_agrees_with_scipy():
    def rosenbrock(x):
        value = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
        slope = np.array([2 * (x[0] - 1) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)])
        return value, slope

    found, converged = bounded_minimiser.minimise(rosenbrock, np.array([-1.2, 1.0]), 30.0)
    assert converged
    np.testing.assert_allclose(found, [1, 1], atol=1e-3)
    limited, _ = bounded_minimiser.minimise(rosenbrock, np.array([-0.4, 0.2]), 0.5)
    np.testing.assert_allclose(limited, [0.5, 0.25], atol=1e-4)


def test_robust_dispersion_of_cells():
    counts = RNG.poisson(100, (8, 3)).astype(float)
    counts[0, 0] = 1e6
    by_hand = []
    for gene in range(3):
        spread = []
        for cell in (slice(0, 4), slice(4, 8)):
            middle = np.sort(counts[cell, gene])[1:3].mean()
            spread.append(1.86 * np.sort((counts[cell, gene] - middle) ** 2)[1:3].mean())
        mean = counts[:, gene].mean()
        by_hand.append(max((max(spread) - mean) / mean**2, 0.04))
    np.testing.assert_allclose(cooks.robust_dispersion(GROUPS, counts), by_hand)


def test_lowess_of_a_line_is_the_line():
    x = np.linspace(0.1, 0.95, 50)
    np.testing.assert_allclose(lowess.lowess(x, 3 * x + 1, 1 / 5), 3 * x + 1)


def test_interpolated_loess_of_a_quadratic_is_the_quadratic():
    x, at = np.linspace(0, 8, 200), np.linspace(0, 8, 77)
    np.testing.assert_allclose(interpolated_loess.interpolated_loess(x, x**2 - x, at, 0.2), at**2 - at, atol=1e-10)


def test_cubic_spline_reproduces_a_cubic_beyond_its_ends():
    x = np.array([0.0, 0.5, 1.5, 2.0, 4.0, 5.0])
    at = np.linspace(-1, 6, 20)
    np.testing.assert_allclose(cubic_spline.cubic_spline(x, x**3 - x)(at), at**3 - at, atol=1e-10)


def test_weighted_quantile_with_equal_weights():
    values = RNG.normal(size=101)
    expected = quantiles.quantiles(values, np.array([0.95]))[0]
    assert quantiles.weighted_quantile(values, np.ones(101), 0.95) == pytest.approx(expected)


def test_filtering_counts_rejections_as_the_adjusted_p_values_do():
    mean, pvalue = RNG.exponential(50, 500), RNG.uniform(size=500) ** 3
    pvalue[::17] = np.nan
    found = filtering.independent_filtering(mean, pvalue, 0.1)
    for theta, rejections in zip(found.thetas[::7], found.rejections[::7], strict=True):
        kept = mean >= np.quantile(mean, theta)
        adjusted = deseq2_bh(np.where(kept, pvalue, np.nan))
        assert rejections == np.sum(adjusted < 0.1)


def deseq2_bh(pvalue):
    from seqfolio.stats.multiple_testing import benjamini_hochberg

    return benjamini_hochberg(pvalue)


def test_thresholds():
    b, s = np.array([2.0, -2.0, 0.1]), np.array([0.5, 0.5, 0.5])
    _, p = hypotheses.wald_test(b, s, 1.0, "greaterAbs")
    np.testing.assert_allclose(p, [0.04550026, 0.04550026, 1.0], rtol=1e-6)
    stat, p = hypotheses.wald_test(b, s, 1.0, "lessAbs")
    assert p[2] == pytest.approx(0.03593032, rel=1e-6)
    assert stat[0] == 0
    assert hypotheses.wald_test(b, s, 1.0, "greater")[1][0] == pytest.approx(0.02275013, rel=1e-6)
    assert hypotheses.wald_test(b, s, 1.0, "less")[1][1] == pytest.approx(0.02275013, rel=1e-6)


def profile(model, genes, scale):
    """Minus the log posterior of many genes as a function of the last coefficient, the others at their best, by
    plain Newton steps, and its slope. Natural logs."""
    y, alpha = model.counts[genes], model.dispersion[genes][:, None]
    rest, last = model.design[:, :-1], model.design[:, -1]
    normal = np.eye(rest.shape[1]) / 15**2

    def at(b):
        z = np.log(2) * model.beta[genes, :-1]
        for _ in range(200):
            eta = z @ rest.T + np.outer(b, last)
            mu = np.exp(eta) * model.size_factors
            score = (y - mu) / (1 + alpha * mu)
            information = np.einsum("gj,ja,jb->gab", mu * (1 + alpha * y) / (1 + alpha * mu) ** 2, rest, rest) + normal
            step = np.linalg.solve(information, (score @ rest - z @ normal)[..., None])[..., 0]
            step /= np.maximum(1, np.abs(step).max(axis=1, keepdims=True))
            z = z + step
            if np.abs(step).max() < 1e-11:
                break
        eta = z @ rest.T + np.outer(b, last)
        log_term = np.logaddexp(0, np.log(alpha) + eta + np.log(model.size_factors))
        likelihood = (y * eta - (y + 1 / alpha) * log_term).sum(axis=1)
        loss = np.log1p((b / scale) ** 2) + (z**2).sum(axis=1) / 450 - likelihood
        mu = np.exp(eta) * model.size_factors
        return loss, 2 * b / (scale**2 + b**2) - ((y - mu) / (1 + alpha * mu)) @ last

    return at


@pytest.mark.parametrize(
    ("name", "peaks"), [("sim_two_groups", 0), ("sim_continuous", 7), ("sim_three_levels_batch", 2)]
)
def test_apeglm_finds_the_highest_peak_of_every_gene(name, peaks):
    """The posterior along the coefficient is looked at from about 0 to the estimate, which is where all peaks lie."""
    from deseq2_cases import fit

    model = fit(name)
    ours = deseq2.shrink(model)
    genes = np.flatnonzero(model.fitted & (np.abs(model.beta[:, -1]) > 0.05))
    at = profile(model, genes, ours.prior_scale * np.log(2))
    end, shares = np.log(2) * model.beta[genes, -1], np.linspace(-0.02, 1.02, 105)
    losses = np.array([at(share * end)[0] for share in shares])
    best = np.clip(losses.argmin(axis=0), 1, 103)
    low, high = shares[best - 1] * end, shares[best + 1] * end
    for _ in range(40):
        middle = (low + high) / 2
        rising = at(middle)[1] * np.sign(end) > 0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    np.testing.assert_allclose(ours.log2_fold_change[genes] * np.log(2), middle, atol=1e-6)
    inner = (losses[1:-1] < losses[:-2]) & (losses[1:-1] <= losses[2:])
    assert (inner.sum(axis=0) > 1).sum() == peaks


@pytest.mark.parametrize("name", ["pasilla", "sim_two_groups", "sim_continuous"])
@pytest.mark.parametrize("seed", [3, 4])
def test_apeglm_against_an_independent_optimiser(name, seed):
    from deseq2_cases import fit

    model = fit(name)
    ours = deseq2.shrink(model)
    scale, k, ln2 = ours.prior_scale * np.log(2), model.design.shape[1] - 1, np.log(2)
    for gene in np.random.default_rng(seed).choice(np.flatnonzero(model.fitted), 20, replace=False):

        def loss(b, gene=gene):
            eta = model.design @ b + np.log(model.size_factors)
            a, y = model.dispersion[gene], model.counts[gene]
            likelihood = (y * eta - (y + 1 / a) * np.logaddexp(0, np.log(a) + eta)).sum()
            return np.log1p((b[k] / scale) ** 2) + (np.delete(b, k) ** 2).sum() / (2 * 15**2) - likelihood

        def others(b, loss=loss, first=ln2 * model.beta[gene, :k]):
            return minimize(lambda rest: loss(np.append(rest, b)), first, method="BFGS")

        # From far away BFGS jumps over the narrow peak near 0, so the posterior is first looked at along b_k.
        shares = ln2 * model.beta[gene, k] * np.array([0, 0.01, 0.03, 0.05, 0.1, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1])
        found = [others(b) for b in shares]
        start = int(np.argmin([f.fun for f in found]))
        options = {"xatol": 1e-10, "fatol": 1e-14, "maxiter": 5000}
        best = minimize(loss, np.append(found[start].x, shares[start]), method="Nelder-Mead", options=options)
        assert ours.log2_fold_change[gene] == pytest.approx(best.x[k] / ln2, abs=1e-5)
        hessian = numeric_hessian(loss, np.asarray(best.x))
        assert ours.posterior_sd[gene] == pytest.approx(np.sqrt(np.linalg.inv(hessian)[k, k]) / ln2, rel=1e-3)


def numeric_hessian(function, x, step=1e-4):
    eye = step * np.eye(len(x))

    def second(a, b):
        ends = function(x + a + b) - function(x + a - b) - function(x - a + b) + function(x - a - b)
        return ends / (4 * step**2)

    return np.array([[second(a, b) for b in eye] for a in eye])


def test_svalues_are_running_means():
    values = shrinkage_apeglm.svalues(np.array([3.0, 0.1, np.nan, -2.0]), np.array([1.0, 1.0, np.nan, 1.0]))
    rate = np.array([0.001349898, 0.4601722, 0.02275013])
    np.testing.assert_allclose(values[[0, 3, 1]], np.cumsum(np.sort(rate)) / [1, 2, 3], rtol=1e-6)
    assert np.isnan(values[2])


@pytest.mark.parametrize("alpha", [1e-8, 1e-3, 0.3, 10.0])
def test_saddle_point_probabilities(alpha):
    y, mu = np.array([0.0, 1, 2, 30, 1000, 1e5])[:, None], np.array([[0.01, 1.0, 33.0, 1000.0, 1e6]])
    ours = saddle_point.log_probability(y, 1 / alpha, np.broadcast_to(mu, (6, 5)))
    np.testing.assert_allclose(ours, nbinom.logpmf(y, 1 / alpha, 1 / (1 + alpha * mu)), rtol=1e-6, atol=1e-6)


def test_first_step_is_rounded_as_in_r():
    """R's estimate of a gene of airway, `~ dex * (cell 1)`, that starts at its maximum: the grid would be 6 % off."""
    design = np.array(
        [[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1], *[[1, 0, 0, 0], [1, 1, 0, 0]] * 2], float
    )
    factors = [1.0236476492670632, 0.8961667217939234, 1.1794861208167848, 0.6700538290482013]
    factors += [1.1776713540502166, 1.3990364691534196, 0.9207786833281615, 0.9445140893409193]
    counts = np.array([[916, 15749, 3142, 24057, 1627, 16274, 1741, 24883]], float).T
    found = dispersion_gene.estimate(design, counts, np.array(factors)[:, None])
    assert found.dispersion[0] == pytest.approx(0.143475614711213, rel=1e-9)


@pytest.mark.parametrize("workers", [1, 3])
def test_chunks_are_in_order_whoever_works_on_them(workers):
    parts = chunks.chunks(100, np.arange(7000)[::-1])
    assert len(parts) > 2
    found = chunks.each(lambda chunk: chunk.genes * 2, parts, workers)
    np.testing.assert_array_equal(np.concatenate(found), 2 * np.arange(7000)[::-1])
    assert [part.place.start for part in parts[1:]] == [part.place.stop for part in parts[:-1]]


def test_several_threads_and_chunks_change_no_bit(monkeypatch):
    counts, _, _ = genes(300, samples=40)
    design = np.column_stack([np.ones(40), np.arange(40) % 2])
    monkeypatch.setattr(chunks, "_ELEMENTS", 2000)
    one, three = (deseq2.fit(counts.T, design, workers=n) for n in (1, 3))
    np.testing.assert_array_equal(one.beta, three.beta)
    np.testing.assert_array_equal(one.cooks, three.cooks)
    monkeypatch.setattr(chunks, "_ELEMENTS", 10**9)
    np.testing.assert_allclose(deseq2.fit(counts.T, design).beta, one.beta, rtol=1e-8, atol=1e-10)


def test_a_local_trend_of_counts_without_extra_variance_stays_a_number():
    counts = np.random.default_rng(1).poisson(100, (200, 6)).astype(float)
    with np.errstate(all="raise"):
        transformed = deseq2.vst(counts, trend="local")
    assert np.isfinite(transformed).all()
