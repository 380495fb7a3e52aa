"""The method seam: what a method of differential expression is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqfolio.citations import Reference
from seqfolio.config.model import Analysis as Settings
from seqfolio.config.needs import Needs
from seqfolio.model import Comparison, Dataset, Design, Fit, Normalized
from seqfolio.plugins import Registry


class NoSettings(BaseModel):
    """Settings of a unit that has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Task:
    """What a method works on.

    Attributes:
        tested: ids of the genes to test; the others were dropped before.
        settings: the ``analysis`` part of the YAML.
        options: the method's own settings, an instance of its ``Settings``.
    """

    dataset: Dataset
    design: Design
    normalized: Normalized
    tested: pd.Index[str]
    settings: Settings
    options: Any

    def counts(self, genes: pd.Index[str]) -> NDArray[np.float64]:
        """Counts of some genes: genes x samples."""
        return np.ascontiguousarray(self.dataset.counts.loc[genes].to_numpy(dtype=np.float64))

    def length_corrected(self, genes: pd.Index[str]) -> NDArray[np.float64]:
        """Counts divided by relative transcript lengths, which is an offset on the log scale; counts when none are known.

        Effective library sizes are those of these counts, as the tximport vignette has it for edgeR and limma.
        """
        counts, factors = self.counts(genes), self.normalized.factors
        if factors is None:
            return counts
        relative = factors.loc[genes].to_numpy() / self.normalized.size_factors.to_numpy()
        return np.ascontiguousarray(counts / relative)

    @property
    def coefficients(self) -> list[str]:
        """Names of the design's columns."""
        return [str(column) for column in self.design.matrix.columns]


@dataclass(frozen=True)
class Fitted:
    """What fitting gives.

    Attributes:
        model: whatever ``test`` needs; lives in memory only.
        fallbacks, facts, dispersions, cooks, mean_variance: see ``seqfolio.model.Fit``.
    """

    model: Any = None
    fallbacks: tuple[str, ...] = ()
    facts: dict[str, float] = field(default_factory=dict)
    dispersions: pd.DataFrame | None = None
    cooks: pd.DataFrame | None = None
    mean_variance: pd.DataFrame | None = None


@dataclass(frozen=True)
class Method:
    """A method of differential expression.

    Attributes:
        id: ``analysis.method`` in the YAML.
        title: for people.
        description: what it does and when it fits, in a sentence or two.
        formula: the model, with every symbol named.
        limits: what it cannot do or where it misleads.
        sentence: the model, for the methods section, without filter, normalisation and test, which are said for all
            methods alike; may use ``{scale}``, and cites as ``[@love2014]``.
        words: how an option is said there when it was used; see ``seqfolio.sections.methods.words.GENERAL``, which
            serves for what is missing here.
        citations: keys of references.bib: the literature of the method itself.
        needs: what ``auto`` means for it.
        fit: Task -> what several contrasts share.
        test: (Task, Fit, Comparison) -> table indexed by gene id (those of ``task.tested``, or more) with log2FoldChange, lfcSE, stat,
            pvalue,
            optionally padj (else Benjamini-Hochberg), optionally reason, and extras.
        extras: extra columns of the table, each with its meaning.
        library: (module, extra of Seqfolio that installs it) of a method that needs an optional library.
        references: literature that Seqfolio does not know yet.
    """

    id: str
    title: str
    description: str
    formula: str
    limits: str
    sentence: str
    citations: tuple[str, ...]
    fit: Callable[[Task], Fitted] = field(repr=False)
    test: Callable[[Task, Fit, Comparison], pd.DataFrame] = field(repr=False)
    needs: Needs = field(default_factory=Needs)
    extras: dict[str, str] = field(default_factory=dict)
    Settings: type[BaseModel] = NoSettings
    words: Mapping[str, str] = field(default_factory=dict)
    library: tuple[str, str] | None = None
    references: tuple[Reference, ...] = ()


METHODS: Registry[Method] = Registry(Method, "seqfolio.differential.methods", "METHOD", "method")
