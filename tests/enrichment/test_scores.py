"""The statistics of gene sets against slow obvious loops, plain drawing, SciPy and gseapy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom, kstest

from seqfolio.stats.gene_sets import leading_edge, over_representation, preranked, running_sum

GENES = 2_000


@pytest.fixture(scope="module")
def stat() -> np.ndarray:
    """A ranking with the heavy tails of real ones."""
    return np.sort(np.random.default_rng(1).standard_t(4, GENES) * 1.5)[::-1]


def random_sets(n: int, low: int = 10, high: int = 120, seed: int = 2) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    return [np.sort(random.choice(GENES, random.integers(low, high), replace=False)) for _ in range(n)]


def walked(stat: np.ndarray, members: np.ndarray) -> tuple[float, list[float]]:
    """Subramanian et al. 2005, one gene after the other."""
    inside, total = set(members.tolist()), sum(abs(stat[i]) for i in members)
    height, seen = 0.0, []
    for i, value in enumerate(stat):
        height += abs(value) / total if i in inside else -1 / (len(stat) - len(members))
        seen.append(height)
    return max(seen, key=abs), seen


def test_scores_are_those_of_the_walk_over_all_genes(stat: np.ndarray) -> None:
    sets = random_sets(12)
    found = preranked(stat, sets, draws=1000).score
    assert found == pytest.approx([walked(stat, s)[0] for s in sets], abs=1e-12)


def test_the_running_sum_turns_where_the_walk_turns(stat: np.ndarray) -> None:
    for members in random_sets(5):
        score, seen = walked(stat, members)
        drawn = running_sum(np.abs(stat), members)
        assert np.interp(np.arange(1, GENES + 1), drawn.rank, drawn.height) == pytest.approx(seen, abs=1e-12)
        assert drawn.score == pytest.approx(score)
        edge = members[leading_edge(drawn)]
        at = int(np.argmax(np.abs(seen)))
        assert set(edge) == {i for i in members if (i <= at if score > 0 else i > at)}


def test_small_pvalues_agree_with_a_million_plain_draws() -> None:
    """A set of 8 of 60 genes: its null distribution can be drawn by brute force."""
    random = np.random.default_rng(3)
    stat = np.sort(random.standard_t(5, 60))[::-1]
    members = [np.arange(8), np.array([0, 1, 2, 5, 9, 14, 30, 44]), np.array([0, 1, 3, 5, 8, 12, 17, 30])]
    drawn = np.sort(random.permuted(np.tile(np.arange(60), (400_000, 1)), axis=1)[:, :8], axis=1)
    weight = np.abs(stat)[drawn]
    up = (np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)) - (drawn - np.arange(8)) / 52
    down = up - weight / weight.sum(axis=1, keepdims=True)
    scores = np.where(up.max(axis=1) >= -down.min(axis=1), up.max(axis=1), down.min(axis=1))
    found = preranked(stat, members, draws=20_000)
    for score, pvalue in list(zip(found.score, found.pvalue, strict=True))[1:]:
        expected = (scores >= score - 1e-12).sum() / (scores >= 0).sum()
        if expected > 1e-4:  # of fewer than twenty plain draws nothing can be said
            assert pvalue == pytest.approx(expected, rel=0.25)
    assert found.pvalue[0] < 1e-6


def test_random_sets_have_even_pvalues(stat: np.ndarray) -> None:
    found = preranked(stat, random_sets(1500), draws=4000)
    assert kstest(found.pvalue, "uniform").pvalue > 0.001
    assert 0.9 < np.abs(found.normalized).mean() < 1.1
    assert found.padj.min() > 0.05


def test_a_mirrored_ranking_mirrors_the_result(stat: np.ndarray) -> None:
    sets = [np.arange(0, 60, 2), np.arange(5, 200, 7)]
    ahead = preranked(stat, sets, draws=20_000)
    behind = preranked(-stat[::-1], [np.sort(GENES - 1 - s) for s in sets], draws=20_000)
    assert behind.score == pytest.approx(-ahead.score)
    assert behind.normalized == pytest.approx(-ahead.normalized, rel=0.02)
    assert np.log10(behind.pvalue) == pytest.approx(np.log10(ahead.pvalue), rel=0.15)


def test_the_seed_makes_the_result(stat: np.ndarray) -> None:
    sets = random_sets(5)
    assert (preranked(stat, sets, 1).pvalue == preranked(stat, sets, 1).pvalue).all()
    assert (preranked(stat, sets, 1).pvalue != preranked(stat, sets, 2).pvalue).any()


@pytest.mark.parametrize("wrong", [[1.0, 2.0, 3.0], [3.0, np.nan, 1.0], [np.inf, 1.0, 0.0]])
def test_a_ranking_in_the_wrong_order_is_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="sorted"):
        preranked(np.array(wrong), [np.array([0])])


def test_a_ranking_of_zeros_and_a_set_of_almost_all_genes_have_a_score() -> None:
    assert np.isfinite(preranked(np.zeros(20), [np.arange(5), np.arange(19)], draws=1000).pvalue).all()


def test_over_representation_is_the_hypergeometric_tail() -> None:
    random = np.random.default_rng(4)
    size = random.integers(1, 500, 400)
    overlap = np.minimum(random.binomial(size, 0.25), size)
    overlap[:2] = 0, size[1]
    found = over_representation(overlap, size, 3_000, 14_000)
    assert found.pvalue == pytest.approx(hypergeom.sf(overlap - 1, 14_000, 3_000, size), rel=1e-9)
    assert found.expected == pytest.approx(size * 3 / 14)


def test_over_representation_where_nothing_or_everything_is_called() -> None:
    assert over_representation(np.array([0]), np.array([5]), 0, 10).pvalue == pytest.approx(1)
    assert over_representation(np.array([5]), np.array([5]), 10, 10).pvalue == pytest.approx(1)


def test_the_same_as_gseapy(stat: np.ndarray) -> None:
    """Its ``fgsea`` is a port of Bioconductor's fgseaMultilevel."""
    gse = pytest.importorskip("gseapy.gse", reason="gseapy is not installed")
    random = np.random.default_rng(5)
    tilt = np.exp(np.linspace(1.5, -1.5, GENES))
    sets = [np.sort(random.choice(GENES, k, replace=False, p=(w := tilt**t) / w.sum()))
            for k in (12, 30, 80, 200) for t in (0, 0.3, 0.6, 1.0)]  # fmt: skip
    names = [f"g{i}" for i in range(GENES)]
    asked = {f"s{i}": [names[j] for j in members] for i, members in enumerate(sets)}
    theirs = {
        s.term: s for s in gse.fgsea_rs(names, stat.tolist(), asked, 1.0, 1, 500, 101, 2000, 1e-50, 1, 0).summaries
    }
    ours = preranked(stat, sets, draws=20_000)
    for i in range(len(sets)):
        reference = theirs[f"s{i}"]
        assert ours.score[i] == pytest.approx(reference.es, abs=1e-9)
        assert ours.normalized[i] == pytest.approx(reference.nes, rel=0.05)
        tolerance = 0.15 + 0.12 * abs(np.log10(reference.pval))  # both are estimates
        if reference.pval > 1e-7:
            assert np.log10(ours.pvalue[i]) == pytest.approx(np.log10(reference.pval), abs=tolerance)
        else:
            assert 1e-10 <= ours.pvalue[i] < 1e-6
