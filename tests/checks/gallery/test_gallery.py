"""The gallery: for each kind of damage a small project in which exactly the expected checks warn, and none in a clean one.

False alarms over many clean projects and hit rates by strength of the damage: docs/checks-calibration.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import damages
import pytest
from simulated_projects import Plan, Project, alarms, analysed, simulate, with_method

from seqfolio.errors import InputError
from wording import forbidden

FIVE = Plan(sizes=(5, 5))
SEXES = Plan(sizes=(6, 6), sexes=True)
DONORS = Plan(sizes=(5, 5), paired=True, donor_sd=0.7)


@dataclass(frozen=True)
class Exhibit:
    """A damaged project and the checks that warn, and that note beside those that are about size and list."""

    make: Callable[[], Project]
    warnings: set[str]
    notes: frozenset[str] = frozenset()


def _of(
    plan: Plan, damage: Callable[..., Project], strength: float = 1, method: str = "deseq2"
) -> Callable[[], Project]:
    return lambda: with_method(damage(simulate(plan), strength), method)


def _untold(project: Project, sd: float) -> Project:
    return damages.hidden_batch(project, sd, told=False)


def _as_it_is(project: Project, strength: float) -> Project:
    return project


DONORS_FORGOTTEN = Plan(sizes=(5, 5), paired=True, donor_sd=0.7, in_formula=False)
NO_SIGNAL = Plan(sizes=(5, 5), changed=0, seed=3)
ALWAYS = {"few_replicates", "fold_change_cut"}  # notes on any project of this size

GALLERY = {
    "clean": Exhibit(_of(FIVE, _as_it_is), set()),
    "clean with donors": Exhibit(_of(DONORS, _as_it_is), set()),
    "clean with sexes": Exhibit(_of(SEXES, _as_it_is), set()),
    "clean by limma-voom": Exhibit(_of(FIVE, _as_it_is, method="limma-voom"), set()),
    "no signal": Exhibit(_of(NO_SIGNAL, _as_it_is), set(), frozenset({"called_share"})),
    "swapped pair": Exhibit(_of(FIVE, damages.swapped), {"swapped_samples"}),
    "contaminated sample": Exhibit(_of(FIVE, damages.contaminated, 0.01), {"cooks_burden", "outlier_samples"}),
    "degraded sample": Exhibit(_of(FIVE, damages.degraded, 1), {"cooks_burden"}),
    "sample degraded in part": Exhibit(
        _of(FIVE, damages.degraded, 0.5), set(), frozenset({"outlier_samples", "hidden_structure"})
    ),
    "correlated genes": Exhibit(
        _of(Plan(sizes=(6, 6), programs=3, changed=0, seed=30_059), _as_it_is), set(), frozenset({"hidden_structure"})
    ),
    "wild counts": Exhibit(_of(FIVE, damages.wild_counts, 0.03), {"cooks_burden"}),
    "batch not in the formula": Exhibit(_of(FIVE, damages.hidden_batch, 0.4), {"hidden_structure"}),
    "batch nobody told of": Exhibit(
        _of(Plan(sizes=(6, 6)), _untold, 0.8), {"hidden_structure"}, frozenset({"pvalue_histogram"})
    ),
    "donors forgotten": Exhibit(_of(DONORS_FORGOTTEN, _as_it_is), {"pairing", "hidden_structure", "pvalue_histogram"}),
    "batch confounded": Exhibit(_of(FIVE, damages.confounded_batch, 1), {"confounding"}),
    "one-sided change": Exhibit(_of(FIVE, damages.one_sided, 0.4), {"global_shift", "library_sizes", "called_share"}),
    "bent MA plot": Exhibit(_of(FIVE, damages.bent, 0.2), {"global_shift"}),
    "technical replicates": Exhibit(
        _of(FIVE, damages.technical_replicates), {"replicate_variation", "duplicated_samples", "called_share"}
    ),
    "noisy group": Exhibit(_of(FIVE, damages.noisy_group, 0.7), set(), frozenset({"group_spread"})),
    "shallow sample": Exhibit(_of(FIVE, damages.shallow, 8), set(), frozenset({"library_sizes"})),
    "shallow sample, limma-trend": Exhibit(_of(FIVE, damages.shallow, 8, "limma-trend"), {"voom_or_trend"}),
    "one gene takes the reads": Exhibit(_of(FIVE, damages.dominated, 0.5), {"dominant_gene"}),
    "TPM": Exhibit(_of(FIVE, damages.tpm), {"not_raw_counts"}),
    "gene ids as dates": Exhibit(_of(FIVE, damages.excel, 3), {"excel_names"}),
    "man and woman swapped": Exhibit(_of(SEXES, damages.sex_swapped), {"sex_genes"}),
    "t-test": Exhibit(_of(FIVE, _as_it_is, method="ttest"), {"ttest_on_counts"}),
    "rank test of few": Exhibit(
        _of(Plan(sizes=(3, 3)), _as_it_is, method="wilcoxon"), set(), frozenset({"pvalue_histogram", "called_share"})
    ),
}


@pytest.mark.parametrize("name", list(GALLERY))
def test_exactly_the_expected_checks_warn(name: str) -> None:
    exhibit = GALLERY[name]
    findings = analysed(exhibit.make()).findings
    assert alarms(findings) == exhibit.warnings, [f.message for f in findings if f.severity == "warning"]
    assert exhibit.notes <= alarms(findings, "note")
    if not exhibit.warnings and not exhibit.notes:
        assert alarms(findings, "note") <= ALWAYS
    for finding in findings:
        assert finding.action or finding.severity not in ("warning", "stop")
        assert not forbidden(f"{finding.message} {finding.action}")


def test_a_copied_sample_stops_the_run() -> None:
    with pytest.raises(InputError) as stopped:
        analysed(damages.duplicated(simulate(FIVE)))
    assert [p.where for p in stopped.value.problems] == ["checks.duplicated_samples"]
