"""Linear models of log counts per million with precision weights."""

from __future__ import annotations

from seqfolio.differential import limma
from seqfolio.differential.method import Fitted, Method, Task


def _fit(task: Task) -> Fitted:
    return limma.fitted(task, voom=True)


METHOD = Method(
    id="limma-voom",
    title="limma-voom",
    description="Linear models of log counts per million, each count weighted by how precisely it is known, with variances "
    "shared between genes. Good with many samples, complex designs, and blocks (repeated measurements).",
    formula="y_gj = log2((K_gj + 0.5) / (L_j + 1) 10^6), y_g = X b_g + e_g, Var(e_gj) = sigma_g^2 / w_gj; K: count, L: effective "
    "library size, X: design, b: log2 fold changes, w: weight from the trend of the variance over the mean",
    limits="Needs a few reads per sample: weakly expressed genes are filtered out first. With two or three replicates and low "
    "counts it finds less than a count model.",
    sentence="Log2 counts per million were modelled linearly with voom's precision weights [@law2014] as in limma "
    "[@ritchie2015], and the variances of the genes moderated by empirical Bayes [@smyth2004]",
    words=limma.WORDS,
    citations=("law2014", "ritchie2015", "smyth2004"),
    needs=limma.NEEDS,
    extras=limma.EXTRAS,
    fit=_fit,
    test=limma.test,
)
