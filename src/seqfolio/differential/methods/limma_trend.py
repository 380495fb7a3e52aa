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
    sentence="Log2 counts per million (prior count 3) were modelled linearly as in limma [@ritchie2015], and the variances of "
    "the genes moderated by empirical Bayes [@smyth2004] towards a trend over the mean expression [@law2014]",
    words={**limma.WORDS, "sample_weights": "Samples were weighted by their quality [@ritchie2006]"},
    citations=("law2014", "ritchie2015", "smyth2004"),
    needs=limma.NEEDS,
    extras=limma.EXTRAS,
    fit=_fit,
    test=limma.test,
)
