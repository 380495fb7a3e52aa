"""Against slow ways that are obviously right: one gene at a time, plain solvers, a general optimiser."""

import sys

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from seqfolio.stats import limma
from seqfolio.stats.limma import distributions, natural_spline, root_finding, variance_prior
from seqfolio.stats.limma.block_covariance import block_covariance

RNG = np.random.default_rng(20)
N = 12
DESIGN = np.column_stack((np.ones(N), np.tile((0, 1), 6), RNG.uniform(30, 70, N)))
VALUES = RNG.normal(6, 1, (40, N))
WEIGHTS = RNG.uniform(0.01, 50, (40, N))
BLOCK = np.array([1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 5, 5])


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order(monkeypatch):
    """Tests may run in any order and on several workers; each draws from a generator of its own."""
    monkeypatch.setattr(sys.modules[__name__], "RNG", np.random.default_rng(19))


def correlation_matrix(block, rho):
    c = np.where(block[:, None] == block[None, :], rho, 0.0)
    np.fill_diagonal(c, 1)
    return c


def one_gene(y, x, v):
    """Generalised least squares with covariance v, by whitening and numpy.linalg.lstsq."""
    root = np.linalg.cholesky(v)
    white_x, white_y = np.linalg.solve(root, x), np.linalg.solve(root, y)
    beta, rss, _, _ = np.linalg.lstsq(white_x, white_y)
    return beta, np.sqrt(np.diag(np.linalg.inv(white_x.T @ white_x))), np.sqrt(rss[0] / (len(y) - x.shape[1]))


@pytest.mark.parametrize("weights", [None, WEIGHTS[0], WEIGHTS, WEIGHTS[:, :1]], ids=["none", "sample", "all", "gene"])
@pytest.mark.parametrize("rho", [None, 0.4, -0.2])
def test_fit_is_generalised_least_squares(weights, rho):
    block = None if rho is None else BLOCK
    fitted = limma.fit(VALUES, DESIGN, weights, block, rho)
    every_weight = np.broadcast_to(1.0 if weights is None else weights, VALUES.shape)
    c = np.eye(N) if rho is None else correlation_matrix(BLOCK, rho)
    for g, y in enumerate(VALUES):
        root = 1 / np.sqrt(every_weight[g])
        beta, stdev, sigma = one_gene(y, DESIGN, root[:, None] * c * root)
        np.testing.assert_allclose(fitted.coefficients[g], beta, rtol=1e-8)
        np.testing.assert_allclose(fitted.stdev_unscaled[g], stdev, rtol=1e-8)
        np.testing.assert_allclose(fitted.sigma[g], sigma, rtol=1e-8)


def test_whitening_makes_the_correlation_matrix_an_identity():
    root = block_covariance(BLOCK, 0.3, N).whiten(np.eye(N))
    np.testing.assert_allclose(root @ correlation_matrix(BLOCK, 0.3) @ root, np.eye(N), atol=1e-14)


def test_contrasts_without_gene_weights_are_exact():
    contrasts = RNG.normal(size=(3, 2))
    ours = limma.contrasts_fit(limma.fit(VALUES, DESIGN, WEIGHTS[0]), contrasts)
    precision = DESIGN.T @ (WEIGHTS[0][:, None] * DESIGN)
    exact = np.sqrt(np.diag(contrasts.T @ np.linalg.inv(precision) @ contrasts))
    np.testing.assert_allclose(ours.stdev_unscaled, np.broadcast_to(exact, (40, 2)), rtol=1e-8)


def negative_reml(log_variances, y, x, z):
    s, t = np.exp(log_variances)
    v = s * np.eye(len(y)) + t * z @ z.T
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    residual = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
    return (np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1] + residual @ inverse @ residual) / 2


def test_duplicate_correlation_maximises_the_residual_likelihood():
    effects = RNG.normal(0, 1.5, (30, 6))[:, BLOCK]
    values, x = RNG.normal(5, 1, (30, N)) + effects, DESIGN[:, :2]
    z = (BLOCK[:, None] == np.unique(BLOCK)).astype(float)
    ours = np.tanh(limma.duplicate_correlation(values, x, BLOCK).atanh_correlations)
    compared = 0
    for y, rho in zip(values, ours, strict=True):
        best = optimize.minimize(negative_reml, (0, 0), (y, x, z), method="Nelder-Mead", options={"xatol": 1e-7})
        s, t = np.exp(best.x)
        # The scoring stops when a step gains less than 1e-6, and may end at the lower bound, for the same genes as R's.
        if 0.05 < t / (s + t) < 0.95 and rho > -0.32:
            assert rho == pytest.approx(t / (s + t), abs=4e-3)
            compared += 1
    assert compared > 15


def test_array_weights_maximise_the_residual_likelihood():
    noise = np.exp(RNG.normal(0, 0.7, N))
    values = RNG.normal(5, noise, (300, N))
    x = DESIGN[:, :2]
    ours = limma.array_weights(values, x, prior_n=1e-9, tolerance=1e-14)

    def deviance(free):
        eta = np.append(free, -free.sum())
        w = np.exp(-eta)
        information = x.T @ (w[:, None] * x)
        residuals = values - values @ (w[:, None] * x) @ np.linalg.solve(information, x.T)
        rss = (residuals**2 * w).sum(axis=1)
        return np.log(rss).mean() * (N - 2) + np.linalg.slogdet(information)[1]

    best = optimize.minimize(deviance, np.zeros(N - 1), tol=1e-10)
    np.testing.assert_allclose(np.log(ours.weights)[:-1], -best.x, atol=1e-4)


def test_prior_recovers_what_made_the_variances():
    df, prior_df, scale = 4, 7, 0.3
    variances = scale * stats.f.rvs(df, prior_df, size=200_000, random_state=np.random.default_rng(1))
    prior = variance_prior.fit_variance_prior(variances, df)
    assert prior.df[0] == pytest.approx(prior_df, rel=0.03)
    assert prior.scale[0] == pytest.approx(scale, rel=0.01)


@pytest.mark.parametrize("x", [1e-9, 1e-7, 1e-3, 0.4, 3, 1e3, 1e8])
def test_trigamma_inverse(x):
    y = variance_prior.trigamma_inverse(x)
    assert special.polygamma(1, y) == pytest.approx(x, rel=1e-6)


def test_natural_spline_is_straight_at_the_ends_and_has_two_inner_knots():
    x = np.sort(RNG.uniform(-3, 9, 400))
    basis = natural_spline.natural_spline_basis(x, 4)
    assert np.linalg.matrix_rank(basis) == 4
    third = np.diff(basis[:, 2:], axis=0) / np.diff(x)[:, None]
    assert np.abs(third).max() > 0
    knots = np.quantile(x, (1 / 3, 2 / 3))
    for left, right in ((x[0], knots[0]), knots, (knots[1], x[-1])):
        inside = (x >= left) & (x <= right)
        cubic = np.polynomial.Polynomial.fit(x[inside], basis[inside, 2], 3)
        np.testing.assert_allclose(cubic(x[inside]), basis[inside, 2], atol=1e-12)
        for end in {x[0], x[-1]} & {left, right}:
            assert cubic.deriv(2)(end) == pytest.approx(0, abs=1e-10)


class TestTails:
    def test_t(self):
        t = np.array((1e-12, 1e-5, 0.3, 0.999, 1.001, 4, 30, 1e4))
        for df in (0.7, 3, 12.4, 900, 5e6):
            expected = 2 * stats.t.sf(t, df)
            np.testing.assert_allclose(distributions.t_two_sided(t, df), expected, rtol=1e-8, atol=1e-300)

    def test_t_back_and_forth(self):
        for df in (3, 12.4, 900.0, 5e6):
            for p in (0.5, 0.3, 1e-3, 1e-30, 1e-200):
                t = distributions.t_isf(p, df)
                assert distributions.t_two_sided(t, df) / 2 == pytest.approx(p, rel=1e-9)

    def test_f(self):
        x = np.array((1e-8, 0.2, 0.999, 1.001, 5, 300))
        for df1, df2 in ((1, 3), (4, 0.3), (7.5, 80), (2, 3e6)):
            np.testing.assert_allclose(distributions.f_upper(x, df1, df2), stats.f.sf(x, df1, df2), rtol=1e-9)
        np.testing.assert_allclose(distributions.f_upper(x, 4, np.inf), stats.chi2.sf(4 * x, 4), rtol=1e-12)

    def test_f_quantiles_and_density(self):
        p = np.array((0.01, 0.05, 0.9))
        np.testing.assert_allclose(distributions.f_quantile(p, 4, 17.3), stats.f.ppf(p, 4, 17.3), rtol=1e-10)
        np.testing.assert_allclose(distributions.f_quantile(p, 4, np.inf), stats.chi2.ppf(p, 4) / 4, rtol=1e-10)
        x = np.array((0.2, 1, 6))
        np.testing.assert_allclose(distributions.f_density(x, 4, 17.3), stats.f.pdf(x, 4, 17.3), rtol=1e-10)
        np.testing.assert_allclose(distributions.f_density(x, 4, np.inf), 4 * stats.chi2.pdf(4 * x, 4), rtol=1e-10)

    def test_logarithms_below_the_smallest_double(self):
        # log of the tail of t with 200 df far out by its leading term, and continuity where the methods meet
        t = np.array((6e9,))
        log_tail = distributions.t_log_upper(t, np.array((200.0,)))[0]
        constant = special.gammaln(100.5) - special.gammaln(100) - np.log(200 * np.pi) / 2
        assert log_tail == pytest.approx(constant + 100.5 * np.log(200) - 200 * np.log(t[0]) - np.log(200), rel=1e-9)
        around = np.linspace(380, 400, 41)
        steps = np.diff(distributions.t_log_upper(around, np.full(41, 200.0)), 3)
        assert np.abs(steps).max() < 1e-4
        back = distributions.t_log_isf(np.array((-900.0, log_tail, -3.0)), 200.0)
        again = distributions.t_log_upper(back, np.full(3, 200.0))
        np.testing.assert_allclose(again, (-900, log_tail, -3), rtol=1e-10)

    def test_log_f_tail(self):
        x = np.array((2.0, 1e3, 1e7))
        ours = distributions.f_log_upper(x, 4.0, 150.0)
        assert ours[0] == pytest.approx(stats.f.logsf(2.0, 4, 150), rel=1e-10)

        def density(u):  # over u = 1/x, scaled by its largest value in the tail
            return np.exp(stats.f.logpdf(1 / u, 4, 150) - 2 * np.log(u) - top)

        top = stats.f.logpdf(1e7, 4, 150) + 2 * np.log(1e7)
        numeric = top + np.log(integrate.quad(density, 1e-12, 1e-7, epsrel=1e-10)[0])
        assert ours[2] == pytest.approx(numeric, rel=1e-9)


@pytest.mark.parametrize("function", [lambda x: x**3 - 2, lambda x: np.cos(x) - x, lambda x: np.exp(9 * x) - 3])
def test_brent_finds_the_root(function):
    root = root_finding.brent_root(function, 0, 2, function(0), function(2), 1e-12)
    assert root == pytest.approx(optimize.brentq(function, 0, 2, xtol=1e-14), abs=1e-11)


def test_lowess_at_every_point_is_a_weighted_line():
    x = np.sort(RNG.uniform(0, 10, 60))
    y = np.sin(x) + RNG.normal(0, 0.1, 60)
    curve = limma.lowess(x, y, span=0.3, iterations=0, delta=0)
    for i in range(60):
        distance = np.abs(x - x[i])
        width = np.sort(distance)[17]
        w = np.where(distance <= 0.999 * width, (1 - (distance / width) ** 3) ** 3, 0)
        line = np.polynomial.Polynomial.fit(x[w > 0], y[w > 0], 1, w=np.sqrt(w[w > 0]))
        assert curve.fitted[i] == pytest.approx(line(x[i]), abs=1e-5)  # 0.1 % of the width counts as distance zero


def test_lowess_between_and_beyond_the_points():
    curve = limma.lowess(np.array((3.0, 1.0, 2.0)), np.array((9.0, 3.0, 6.0)), span=1)
    np.testing.assert_allclose(curve.at(np.array((0, 1.5, 3, 9))), (3, 4.5, 9, 9))
    np.testing.assert_allclose(curve.at_points(), (9, 3, 6))
