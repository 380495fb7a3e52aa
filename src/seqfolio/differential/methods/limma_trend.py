"""Linear models of log counts per million with a trend in the prior variance."""

from __future__ import annotations

from seqfolio.differential import limma
from seqfolio.differential.method import Fitted, Method, Task


def _fit(task: Task) -> Fitted:
    return limma.fitted(task, voom=False)


METHOD = Method(
    id="limma-trend",
    title="limma-trend",
    description="Linear models of log counts per million whose prior variance follows the expression. Simple and fast; for "
    "libraries of similar size (largest at most about three times the smallest).",
    formula="y_g = X b_g + e_g, Var(e_g) = sigma_g^2 with prior s_0^2(A_g); y: log2 counts per million with prior count 3, X: "
    "design, b: log2 fold changes, A: mean expression",
    limits="Assumes that libraries are of similar size; otherwise use limma-voom. Weakly expressed genes are filtered out first.",
    sentence="Weakly expressed genes were removed with edgeR's filterByExpr; log2 counts per million with TMM-normalised library "
    "sizes were modelled linearly and tested with limma's moderated statistics, the prior variance following the mean expression",
    citations=("law2014", "ritchie2015", "smyth2004", "robinson2010", "benjamini1995"),
    needs=limma.NEEDS,
    extras=limma.EXTRAS,
    fit=_fit,
    test=limma.test,
)
