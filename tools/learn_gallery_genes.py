"""Learn means and dispersions of genes from real data, for the simulated projects of tests/checks/gallery.

    python tools/learn_gallery_genes.py

writes tests/checks/gallery/airway_genes.csv.gz and pasilla_genes.csv.gz: 3,000 genes each with the normalised mean and
the dispersion that a DESeq2 fit of the full design gives, annotated as in the example. Means are scaled so that
a library holds about 20 million reads, as the few genes stand for all; each dispersion keeps its ratio to the trend.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.stats import deseq2

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "tests" / "checks" / "gallery"
GENES, LIBRARY, LEAST_MEAN, SEED = 3_000, 20e6, 0.1, 1
ALWAYS = r"^(?:XIST|TSIX|RPS4Y1|RPS4Y2|KDM5D|DDX3Y|UTY|USP9Y|EIF1AY|ZFY|HB[ABDGZEMQ]\d?|MT-.*|RP[LS]\d+[AXL]?)$"


def learned(counts: pd.DataFrame, design: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Mean of every gene with reads and its dispersion relative to the trend; the trend's slope over 1 / mean and its floor."""
    fit = deseq2.fit(counts.to_numpy(dtype=np.float64), design)
    found = pd.DataFrame(
        {"mean": fit.base_mean, "dispersion": fit.map_dispersion / fit.trend_dispersion}, index=counts.index
    )
    found = found[(found["mean"] >= LEAST_MEAN) & found["dispersion"].notna()]
    trend = pd.Series(fit.trend_dispersion, index=counts.index)[found.index]
    return found, np.polyfit(1 / found["mean"], trend, 1)


def chosen(genes: pd.DataFrame, trend: np.ndarray, always: pd.Series) -> pd.DataFrame:
    """The genes to keep whatever comes, and as many others by chance as are wanted; dispersions as the trend has them."""
    others = genes.index[~always]
    drawn = np.random.default_rng(SEED).choice(others, GENES - int(always.sum()), replace=False)
    kept = genes[always | genes.index.isin(drawn)].copy()
    kept["mean"] *= LIBRARY / kept["mean"].sum()
    kept["dispersion"] *= np.polyval(trend, 1 / kept["mean"])
    return kept


def write(name: str, genes: pd.DataFrame) -> None:
    """A gzipped CSV that is the same on every day."""
    text = genes.to_csv(index_label="gene_id", float_format="%.5g")
    (GALLERY / f"{name}_genes.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def airway() -> None:
    """Human genes with names, biotypes and places."""
    folder = ROOT / "example_data" / "airway"
    sheet = pd.read_csv(folder / "samples.csv", index_col=0)
    design = pd.get_dummies(sheet, drop_first=True).assign(intercept=1).to_numpy(dtype=np.float64)
    counts = pd.read_csv(folder / "counts.csv.gz", index_col=0)[sheet.index]
    annotation = pd.read_csv(folder / "genes.tsv.gz", sep="\t", index_col=0, dtype=str).fillna("")
    genes, trend = learned(counts, design)
    genes = genes.join(annotation[["gene_name", "gene_biotype", "location"]]).fillna("")
    write("airway", chosen(genes, trend, genes["gene_name"].str.match(ALWAYS)))


def pasilla() -> None:
    """Fly genes with nothing but an id."""
    folder = ROOT / "tests" / "reference" / "pasilla"
    sheet = pd.read_csv(folder / "samples.csv", index_col=0)
    design = pd.get_dummies(sheet, drop_first=True).assign(intercept=1).to_numpy(dtype=np.float64)
    counts = pd.read_csv(folder / "counts.csv.gz", index_col=0)[sheet.index]
    genes, trend = learned(counts, design)
    write("pasilla", chosen(genes, trend, pd.Series(False, index=genes.index)))


if __name__ == "__main__":
    airway()
    pasilla()
