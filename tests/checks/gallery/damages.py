"""What goes wrong in laboratories and offices, done to a project on purpose; each takes a strength."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from simulated_projects import Project


def _changed(project: Project, counts: pd.DataFrame) -> Project:
    return replace(project, counts=counts.round().astype(np.int64))


def _groups(project: Project) -> tuple[list[str], list[str]]:
    group = project.sheet["group"]
    return list(group.index[group == "control"]), list(group.index[group == "treated"])


def swapped(project: Project, pairs: float = 1, seed: int = 0) -> Project:
    """The counts of so many control samples change place with treated ones."""
    control, treated = _groups(project)
    counts = project.counts.copy()
    for a, b in list(zip(control, treated, strict=False))[: int(pairs)]:
        counts[[a, b]] = project.counts[[b, a]].to_numpy()
    return _changed(project, counts)


def contaminated(project: Project, share: float, seed: int = 0) -> Project:
    """The last treated sample gets this share of its reads from another tissue: the same genes with shuffled expression."""
    random, name = np.random.default_rng(seed), project.sheet.index[-1]
    own = project.counts[name].to_numpy(dtype=float)
    foreign = random.permutation(own)
    counts = project.counts.copy()
    counts[name] = random.poisson((1 - share) * own + share * foreign)
    return _changed(project, counts)


def degraded(project: Project, strength: float, seed: int = 0) -> Project:
    """The last treated sample loses RNA, each gene at its own rate (long ones faster): log2 loss of standard deviation `strength`."""
    random, name = np.random.default_rng(seed), project.sheet.index[-1]
    counts = project.counts.copy()
    loss = 2.0 ** (strength * random.normal(0, 1, len(counts)))
    own = counts[name].to_numpy(dtype=float)
    counts[name] = random.poisson(own * loss * own.sum() / (own * loss).sum())
    return _changed(project, counts)


def shallow(project: Project, times: float, seed: int = 0) -> Project:
    """The last treated sample has so many times fewer reads."""
    random, name = np.random.default_rng(seed), project.sheet.index[-1]
    counts = project.counts.copy()
    counts[name] = random.binomial(counts[name].to_numpy(dtype=np.int64), 1 / times)
    return _changed(project, counts)


def hidden_batch(project: Project, sd: float, seed: int = 0, told: bool = True) -> Project:
    """Samples were prepared on two days, alternating inside each group, pairs on different days; log2 sd of the difference.

    ``told``: the day stands in the sample sheet, though not in the formula.
    """
    random = np.random.default_rng(seed)
    control, treated = _groups(project)
    day = pd.Series("mon", index=project.sheet.index)
    day[control[1::2] + treated[0::2]] = "tue"
    effect = 2.0 ** random.normal(0, sd, len(project.counts))
    counts = project.counts.copy()
    late = list(day.index[day == "tue"])
    counts[late] = random.poisson(counts[late].to_numpy(dtype=float) * effect[:, None])
    made = _changed(project, counts)
    return replace(made, sheet=made.sheet.assign(day=day)) if told else made


def confounded_batch(project: Project, share: float, seed: int = 0) -> Project:
    """Batch x for controls, y for treated; this share of the samples of each group keeps to it, the others alternate."""
    labels = pd.Series("", index=project.sheet.index)
    for samples, own in zip(_groups(project), ("x", "y"), strict=True):
        kept = round(share * len(samples))
        rest = ["xy"[i % 2] for i in range(len(samples) - kept)]
        labels[samples] = [own] * kept + rest
    return replace(project, sheet=project.sheet.assign(batch=labels))


def one_sided(project: Project, share: float, seed: int = 0) -> Project:
    """This share of the genes falls to a third in the treated group."""
    random, (_, treated) = np.random.default_rng(seed), _groups(project)
    down = np.where(random.random(len(project.counts)) < share, 1 / 3, 1.0)
    counts = project.counts.copy()
    counts[treated] = random.poisson(counts[treated].to_numpy(dtype=float) * down[:, None])
    return _changed(project, counts)


def bent(project: Project, slope: float, seed: int = 0) -> Project:
    """Treated libraries were made otherwise: log2 fold change of `slope` for each tenfold of expression."""
    random, (_, treated) = np.random.default_rng(seed), _groups(project)
    mean = np.log10(project.counts.mean(axis=1).to_numpy() + 1)
    factor = 2.0 ** (slope * (mean - np.median(mean)))
    counts = project.counts.copy()
    counts[treated] = random.poisson(counts[treated].to_numpy(dtype=float) * factor[:, None])
    return _changed(project, counts)


def technical_replicates(project: Project, share: float = 1.0, seed: int = 0) -> Project:
    """Samples of a group are runs of one RNA; ``share`` of the biological variation is gone (1: counting noise alone)."""
    random = np.random.default_rng(seed)
    counts = project.counts.astype(float)
    depth = counts.sum() / counts.sum().mean()
    for samples in _groups(project):
        rate = counts[samples] / depth[samples]
        mixed = rate.mul(1 - share).add(rate[samples[0]] * share, axis=0) * depth[samples]
        counts[samples] = random.poisson(mixed.to_numpy())
    return _changed(project, counts)


def wild_counts(project: Project, share: float, seed: int = 0) -> Project:
    """In this share of the genes the last treated sample has twenty times the reads it should have."""
    random, name = np.random.default_rng(seed), project.sheet.index[-1]
    wild = np.where(random.random(len(project.counts)) < share, 20, 1)
    return _changed(project, project.counts.assign(**{name: project.counts[name] * wild}))


def noisy_group(project: Project, sd: float, seed: int = 0) -> Project:
    """Treated samples vary more: log-normal noise of this log2 standard deviation, gene by gene."""
    random, (_, treated) = np.random.default_rng(seed), _groups(project)
    counts = project.counts.copy()
    noise = 2.0 ** random.normal(-(sd**2) * np.log(2) / 2, sd, counts[treated].shape)  # of mean 1
    counts[treated] = random.poisson(counts[treated] * noise)
    return _changed(project, counts)


def tpm(project: Project, strength: float = 1, seed: int = 0) -> Project:
    """Values that add up to a million in every sample, rounded to whole numbers so that they pass for counts."""
    return _changed(project, project.counts / project.counts.sum() * 1e6)


def excel(project: Project, genes: float = 3, seed: int = 0) -> Project:
    """So many gene ids became dates."""
    dates = ["1-Mar", "2-Mar", "1-Sep", "2-Sep", "7-Sep", "1-Dec", "10-Mar", "9-Sep"]
    ids = list(project.counts.index)
    ids[: int(genes)] = dates[: int(genes)]
    return replace(project, counts=project.counts.set_axis(ids), genes=project.genes.set_axis(ids))


def sex_swapped(project: Project, pairs: float = 1, seed: int = 0) -> Project:
    """Two tubes of the same group, one of each sex, change place."""
    sheet = project.sheet[project.sheet["group"] == "control"]
    women, men = sheet.index[sheet["sex"] == "female"], sheet.index[sheet["sex"] == "male"]
    counts = project.counts.copy()
    for a, b in list(zip(women, men, strict=False))[: int(pairs)]:
        counts[[a, b]] = project.counts[[b, a]].to_numpy()
    return _changed(project, counts)


def duplicated(project: Project, samples: float = 1, seed: int = 0) -> Project:
    """A file was copied: the second control has the counts of the first."""
    control, _ = _groups(project)
    return _changed(project, project.counts.assign(**{control[1]: project.counts[control[0]]}))


def dominated(project: Project, share: float, seed: int = 0) -> Project:
    """One gene takes this share of the reads of the last treated sample."""
    counts, name = project.counts.copy(), project.sheet.index[-1]
    others = counts[name].iloc[1:].sum()
    counts.loc[counts.index[0], name] = int(others * share / (1 - share))
    return _changed(project, counts)
