"""From a method's numbers to a contrast's table: adjusted p-values, calls, reasons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seqfolio.config.model import Analysis as Settings
from seqfolio.differential.method import Method, Task
from seqfolio.model import CORE_COLUMNS, Comparison, Contrast, Fit
from seqfolio.stats.multiple_testing import benjamini_hochberg

NUMBERS = ("log2FoldChange", "lfcSE", "stat", "pvalue", "padj")
CALLS = ("higher", "lower", "changed", "equivalent", "not significant", "not tested")


def contrast(task: Task, method: Method, fit: Fit, comparison: Comparison) -> Contrast:
    """Test a comparison and decide about every gene."""
    tested = method.test(task, fit, comparison)
    table = _all_genes(task, tested, comparison)
    settings = _asked(task.settings, comparison)
    table["call"] = _calls(table, settings, directed=comparison.directed)
    table["reason"] = _explained(table)
    extras = [name for name in table.columns if name not in CORE_COLUMNS]
    table = table[[*CORE_COLUMNS, *extras]]
    counts = table["call"].value_counts()
    return Contrast(
        comparison=comparison,
        fit_id=fit.id,
        method=method.id,
        alpha=task.settings.alpha,
        criterion=_criterion(settings),
        counts={call.replace(" ", "_"): int(counts.get(call, 0)) for call in CALLS},
        table=table,
    )


def _asked(settings: Settings, comparison: Comparison) -> Settings:
    """What is asked of a comparison: a test against a smaller model knows no threshold and no direction."""
    if comparison.reduced is None:
        return settings
    return settings.model_copy(update={"lfc_threshold": 0.0, "alternative": "greaterAbs"})


def _criterion(settings: Settings) -> str:
    """What makes a gene called, in words."""
    sign = {"greaterAbs": "|log2FC| >", "lessAbs": "|log2FC| <", "greater": "log2FC >", "less": "log2FC < -"}
    compared = sign[settings.alternative]
    tested = f" in the test of {compared}{'' if compared.endswith('-') else ' '}{settings.lfc_threshold:g}"
    plain = settings.lfc_threshold == 0 and settings.alternative == "greaterAbs"
    return f"{settings.select} < {settings.alpha:g}{'' if plain else tested}"


def _all_genes(task: Task, tested: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    ids = task.dataset.counts.index
    table = tested.reindex(ids).reset_index(drop=True)
    table.insert(0, "gene_id", np.asarray(ids, dtype=object))
    table.insert(1, "gene_name", task.dataset.genes["gene_name"].to_numpy(dtype=object))
    table.insert(2, "baseMean", task.normalized.counts.mean(axis=1).to_numpy())
    if "padj" not in table:
        table["padj"] = benjamini_hochberg(table["pvalue"].to_numpy(dtype=np.float64))
    table["reason"] = _reasons(task, tested)
    for level, samples in comparison.levels:
        table[f"mean_{level}"] = task.normalized.counts[list(samples)].mean(axis=1).to_numpy()
    return table


def _reasons(task: Task, tested: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    reasons = pd.Series("", index=task.dataset.counts.index, dtype=object)
    if "reason" in tested:
        reasons[tested.index] = tested["reason"]
    reasons[task.normalized.dropped.index] = task.normalized.dropped
    return reasons.to_numpy(dtype=object)


def _explained(table: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """A reason for every gene that is not tested, and for no other."""
    reason = table["reason"].where(table["reason"] != "", "not estimable")
    return reason.where(table["call"] == "not tested", "").to_numpy(dtype=object)


def _calls(table: pd.DataFrame, settings: Settings, *, directed: bool) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    value = table[settings.select].to_numpy(dtype=np.float64)
    change = table["log2FoldChange"].to_numpy(dtype=np.float64)
    called = value < settings.alpha
    direction = np.where(change > 0, "higher", np.where(change < 0, "lower", "changed"))
    if settings.alternative == "lessAbs":
        direction = np.full(len(change), "equivalent")
    elif not directed:
        direction = np.full(len(change), "changed")
    calls = np.where(called, direction, "not significant").astype(object)
    calls[np.isnan(value)] = "not tested"
    return calls
