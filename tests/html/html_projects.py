"""Projects whose HTML reports are looked at."""

from __future__ import annotations

from typing import Any

import numpy as np
import yaml

from harness import Files


def reads(genes: int = 2000, per_group: int = 3, seed: int = 5, **parts: Any) -> Files:
    """Three groups, two contrasts, two covariates more, an annotation; every tenth gene differs, every twentieth has no reads."""
    random = np.random.default_rng(seed)
    samples = [f"{group}{i + 1}" for group in "abc" for i in range(per_group)]
    mean = random.lognormal(4.5, 1.4, genes)
    effect = np.where(np.arange(genes) % 10 == 0, random.choice([-2.0, 2.0], genes), 0.0)
    dose = np.repeat([0.0, 1.0, 0.5], per_group)
    counts = random.negative_binomial(8, 8 / (8 + mean[:, None] * 2.0 ** (effect[:, None] * dose)))
    counts[::20] = 0
    rows = [f"gene{g:04d}," + ",".join(map(str, counts[g])) for g in range(genes)]
    sheet = [f"{s},{s[0]},{'xy'[i % 2]},{20 + 3 * i}.5" for i, s in enumerate(samples)]
    names = [
        f"gene{g:04d},{'' if g % 7 == 0 else f'Nm{g}'},{('coding', 'lncRNA', 'pseudo')[g % 3]}" for g in range(genes)
    ]
    config: dict[str, Any] = {
        "seqfolio": 1,
        "project": {"id": "explored", "title": "A report to explore", "organism": "Mus musculus"},
        "input": {"counts": "counts.csv", "samples": "samples.csv", "genes": "genes.csv"},
        "design": {"formula": "~ group", "contrasts": [
            {"id": f"{level}_vs_a", "factor": "group", "numerator": level, "denominator": "a"} for level in "bc"]},
        "analysis": {"method": "limma-voom"},
        "genes_of_interest": ["gene1999", "Nm10", "Nm20"],
        "report": {"formats": ["html"], "sections": ["summary", "samples", "pca", "distance", "interest", "genes", "volcano", "ma",
                                                     "heatmap", "pairs", "methods", "provenance"]},
    }  # fmt: skip
    for name, part in parts.items():
        config[name] = {**config.get(name, {}), **part} if isinstance(part, dict) else part
    return {
        "project.yaml": yaml.safe_dump(config, sort_keys=False, allow_unicode=True),
        "counts.csv": "\n".join([",".join(["gene", *samples]), *rows]) + "\n",
        "samples.csv": "\n".join(["sample,group,batch,age", *sheet]) + "\n",
        "genes.csv": "\n".join(["gene_id,gene_name,biotype", *names]) + "\n",
    }


def three_contrasts() -> Files:
    """Every pair of three groups, a batch in the formula, all sections."""
    contrasts = [
        {"id": f"{n}_vs_{d}", "factor": "group", "numerator": n, "denominator": d} for n, d in ("ba", "ca", "cb")
    ]
    design = {"formula": "~ batch + group", "contrasts": contrasts}
    return reads(400, 4, design=design, report={"sections": None})


def nothing_called() -> Files:
    """A comparison in which nothing differs."""
    contrast = {"id": "y_vs_x", "factor": "batch", "numerator": "y", "denominator": "x"}
    return reads(400, design={"formula": "~ batch + group", "contrasts": [contrast]}, report={"sections": None})
