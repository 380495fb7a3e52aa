"""Small made-up projects as files in a dict, for `run` and for the stages."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml

REPOSITORY = Path(__file__).resolve().parent.parent

# g_up and g_down differ between the groups, g_flat varies without a difference, g_same is constant, g_zero is empty.
COUNTS = """\
gene,a1,a2,a3,b1,b2,b3
g_up,100,112,95,805,790,850
g_down,640,655,612,80,77,85
g_flat,200,230,190,215,205,188
g_same,50,50,50,50,50,50
g_zero,0,0,0,0,0,0
g_low,1,0,2,0,3,1
g_noise,310,270,350,300,345,260
g_big,5120,5011,5234,5090,5177,5054
g_mid,77,81,70,79,75,83
g_more,33,40,31,52,47,50
"""
SAMPLES = """\
sample,group,batch,age
a1,a,x,31
a2,a,y,44
a3,a,z,29
b1,b,x,52
b2,b,y,38
b3,b,z,41
"""
CONFIG: dict[str, Any] = {
    "seqfolio": 1,
    "project": {"id": "small", "title": "A small project"},
    "input": {"counts": "counts.csv", "samples": "samples.csv"},
    "design": {
        "formula": "~ group",
        "contrasts": [{"id": "b_vs_a", "factor": "group", "numerator": "b", "denominator": "a"}],
    },
    "analysis": {"method": "welch", "normalization": "none"},
    "report": {"formats": [], "sections": ["summary", "findings", "methods"]},  # no figure, so a run is quick
}
ALL_SECTIONS: dict[str, Any] = {"report": {"sections": None}}


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``changes`` laid over ``base``, part by part; None takes a key away."""
    result = copy.deepcopy(dict(base))
    for key, value in changes.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return {key: value for key, value in result.items() if value is not None}


def config_text(changes: Mapping[str, Any] | None = None) -> str:
    """project.yaml of the small project with changes."""
    return yaml.safe_dump(merged(CONFIG, changes or {}), sort_keys=False, allow_unicode=True)


def project(
    changes: Mapping[str, Any] | None = None, counts: str | bytes = COUNTS, samples: str | bytes = SAMPLES
) -> dict[str, str | bytes]:
    """The files of the small project with changes."""
    return {"project.yaml": config_text(changes), "counts.csv": counts, "samples.csv": samples}


def many(groups: Mapping[str, int], genes: int = 60, seed: int = 1) -> tuple[str, str]:
    """Counts and sheet of random data with some genes that differ between groups."""
    random = np.random.default_rng(seed)
    names = [f"{group}{i + 1}" for group, n in groups.items() for i in range(n)]
    level = {group: i for i, group in enumerate(groups)}
    mean = random.lognormal(5, 1.2, genes)
    effect = np.where(np.arange(genes) % 5 == 0, 1.5, 0.0)
    columns = [
        random.negative_binomial(12, 12 / (12 + mean * 2.0 ** (effect * level[name.rstrip("0123456789")])))
        for name in names
    ]
    rows = [f"gene{g + 1}," + ",".join(str(column[g]) for column in columns) for g in range(genes)]
    sheet = [f"{name},{name.rstrip('0123456789')},{'xy'[i % 2]}" for i, name in enumerate(names)]
    return _lines([",".join(["gene", *names]), *rows]), _lines(["sample,group,batch", *sheet])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
