"""One small experiment as every format writes it, made to the programs' own specifications.

Twelve genes and four samples; each reader must find the same counts.
"""

from __future__ import annotations

import gzip
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd
import xlsxwriter
import yaml

SAMPLES = ("ctrl-1", "ctrl-2", "treat-1", "treat-2")
GENES = tuple(f"ENSG{n:011d}.{n % 4 + 1}" for n in range(1, 13))
NAMES = tuple(f"NAME{n}" for n in range(1, 13))
COUNTS = np.array(
    [[(g * 37 + s * 11) % 97 + g * (5 if s > 1 else 2) for s in range(4)] for g in range(1, 13)], dtype=float
)
TRANSCRIPTS = tuple(f"ENST{n:011d}.1" for n in range(1, 13))
LENGTHS = np.array([600.0 + 100 * g for g in range(12)])
SHEET = "sample,group\n" + "".join(f"{s},{s.split('-')[0]}\n" for s in SAMPLES)
TX2GENE = "".join(f"{t}\t{g}\t{n}\n" for t, g, n in zip(TRANSCRIPTS, GENES, NAMES, strict=True))


@dataclass(frozen=True)
class Made:
    """Files of one format.

    Attributes:
        reader: which reader must recognise them.
        files: name -> content.
        counts: what ``input.counts`` names.
        settings: more of ``input``.
        main: the file that mutations change.
        lengths: whether the format brings transcript lengths.
        renamed: what the columns are called before they are matched to the sheet.
    """

    reader: str
    files: dict[str, bytes] = field(repr=False)
    counts: str
    settings: dict[str, Any] = field(default_factory=dict)
    main: str = ""
    lengths: bool = False

    @property
    def target(self) -> str:
        return self.main or next(iter(self.files))


def tsv(rows: list[list[Any]], delimiter: str = "\t") -> bytes:
    return "".join(delimiter.join(map(str, row)) + "\n" for row in rows).encode()


def whole() -> list[list[str]]:
    return [[str(int(v)) for v in row] for row in COUNTS]


def matrix(delimiter: str = ",") -> bytes:
    return tsv([["gene", *SAMPLES], *([g, *row] for g, row in zip(GENES, whole(), strict=True))], delimiter)


def excel() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("counts")
    sheet.write_row(0, 0, ["gene", *SAMPLES])
    for i, (gene, row) in enumerate(zip(GENES, COUNTS, strict=True), 1):
        sheet.write_row(i, 0, [gene, *row])
    book.close()
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    pd.DataFrame(COUNTS.astype(int), index=pd.Index(GENES, name="gene_id"), columns=list(SAMPLES)).to_parquet(buffer)
    return buffer.getvalue()


def featurecounts() -> bytes:
    rows: list[list[Any]] = [['# Program:featureCounts v2.0.3; Command:"featureCounts" "-a" "genes.gtf" ']]
    rows += [["Geneid", "Chr", "Start", "End", "Strand", "Length", *(f"/data/bam/{s}.sorted.bam" for s in SAMPLES)]]
    rows += [[g, "chr1;chr1", "1;200", "100;300", "+;+", 201, *row] for g, row in zip(GENES, whole(), strict=True)]
    return tsv(rows)


def htseq(s: int) -> bytes:
    tail = ["__no_feature", "__ambiguous", "__too_low_aQual", "__not_aligned", "__alignment_not_unique"]
    return tsv([[g, int(v)] for g, v in zip(GENES, COUNTS[:, s], strict=True)] + [[t, 7] for t in tail])


def star(s: int) -> bytes:
    head = [["N_unmapped", 5, 5, 5], ["N_multimapping", 6, 6, 6], ["N_noFeature", 1, 900, 9], ["N_ambiguous", 2, 0, 1]]
    return tsv(head + [[g, int(v) + 1, 1, int(v)] for g, v in zip(GENES, COUNTS[:, s], strict=True)])


def tpm(s: int) -> np.ndarray:
    rate = COUNTS[:, s] / LENGTHS
    return rate / rate.sum() * 1e6


def salmon(s: int) -> bytes:
    rows = zip(TRANSCRIPTS, LENGTHS, tpm(s), COUNTS[:, s], strict=True)
    return tsv(
        [
            ["Name", "Length", "EffectiveLength", "TPM", "NumReads"],
            *([t, int(n) + 200, n, f"{a:.6f}", f"{c:.3f}"] for t, n, a, c in rows),
        ]
    )


def kallisto(s: int) -> bytes:
    rows = zip(TRANSCRIPTS, LENGTHS, tpm(s), COUNTS[:, s], strict=True)
    return tsv(
        [
            ["target_id", "length", "eff_length", "est_counts", "tpm"],
            *([t, int(n) + 200, n, c, f"{a:g}"] for t, n, a, c in rows),
        ]
    )


def from_hdf5(write: Callable[[Any], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.h5"
        with h5py.File(path, "w") as file:
            write(file)
        return path.read_bytes()


def kallisto_h5(s: int) -> bytes:
    def write(file: Any) -> None:
        file["est_counts"] = COUNTS[:, s]
        file["aux/ids"] = np.array([t.encode() for t in TRANSCRIPTS])
        file["aux/eff_lengths"] = LENGTHS
        file["aux/lengths"] = LENGTHS.astype(int) + 200
        file["bootstrap/bs0"] = COUNTS[:, s]

    return from_hdf5(write)


def rsem(s: int) -> bytes:
    head = ["gene_id", "transcript_id(s)", "length", "effective_length", "expected_count", "TPM", "FPKM"]
    rows = zip(GENES, TRANSCRIPTS, LENGTHS, COUNTS[:, s], tpm(s), strict=True)
    return tsv([head, *([g, t, n + 200, n, f"{c:.2f}", f"{a:.2f}", f"{a / 2:.2f}"] for g, t, n, c, a in rows)])


def isoforms(s: int) -> bytes:
    head = ["transcript_id", "gene_id", "length", "effective_length", "expected_count", "TPM", "FPKM", "IsoPct"]
    rows = zip(TRANSCRIPTS, GENES, LENGTHS, COUNTS[:, s], tpm(s), strict=True)
    return tsv(
        [head, *([t, g, int(n) + 200, n, f"{c:.2f}", f"{a:.2f}", f"{a / 2:.2f}", "100.00"] for t, g, n, c, a in rows)]
    )


def stringtie() -> bytes:
    ids = [f"{g}|{n}" if i % 2 else f"MSTRG.{i + 1}" for i, (g, n) in enumerate(zip(GENES, NAMES, strict=True))]
    return tsv([["gene_id", *SAMPLES], *([g, *row] for g, row in zip(ids, whole(), strict=True))], ",")


def merged(values: np.ndarray) -> bytes:
    columns = [s.replace("-", ".") for s in SAMPLES]  # R's check.names in older releases
    return tsv(
        [
            ["gene_id", "gene_name", *columns],
            *([g, n, *map(str, row)] for g, n, row in zip(GENES, NAMES, values, strict=True)),
        ]
    )


def geo() -> bytes:
    return tsv([["GeneID", *(f"GSM{i}" for i in range(1, 5))], *([100 + i, *row] for i, row in enumerate(whole()))])


def gdc(s: int) -> bytes:
    head = [
        "gene_id",
        "gene_name",
        "gene_type",
        "unstranded",
        "stranded_first",
        "stranded_second",
        "tpm_unstranded",
        "fpkm_unstranded",
        "fpkm_uq_unstranded",
    ]
    special = [
        [name, "", "", 9, 9, 9, "", "", ""] for name in ("N_unmapped", "N_multimapping", "N_noFeature", "N_ambiguous")
    ]
    rows = [
        [g, n, "protein_coding", int(v), 1, int(v), 0.5, 0.25, 0.3]
        for g, n, v in zip(GENES, NAMES, COUNTS[:, s], strict=True)
    ]
    return tsv([["# gene-model: GENCODE v36"], head, *special, *rows])


def recount3() -> bytes:
    head = ["##annotation=G026", "##date.generated=2020-08-01"]
    rows = [[g, *(str(int(v * 100)) for v in row)] for g, row in zip(GENES, COUNTS, strict=True)]
    return "".join(f"{line}\n" for line in head).encode() + tsv([["gene_id", *SAMPLES], *rows])


def gct() -> bytes:
    rows = [[g, n, *row] for g, n, row in zip(GENES, NAMES, whole(), strict=True)]
    return tsv([["#1.2"], [12, 4], ["Name", "Description", *SAMPLES], *rows])


def gct_3() -> bytes:
    rows = [[g, n, "9", *row] for g, n, row in zip(GENES, NAMES, whole(), strict=True)]
    return tsv(
        [
            ["#1.3"],
            [12, 4, 2, 1],
            ["id", "Description", "chip", *SAMPLES],
            ["group", "na", "na", "c", "c", "t", "t"],
            *rows,
        ]
    )


def h5ad(*, sparse: bool) -> bytes:
    def write(file: Any) -> None:
        file.attrs["encoding-type"] = "anndata"
        file["X"] = np.log1p(COUNTS.T)
        layers = file.create_group("layers")
        if sparse:
            from scipy.sparse import csr_matrix

            found = csr_matrix(COUNTS.T.astype(np.float32))
            group = layers.create_group("counts")
            group.attrs["encoding-type"], group.attrs["shape"] = "csr_matrix", found.shape
            group["data"], group["indices"], group["indptr"] = found.data, found.indices, found.indptr
        else:
            layers["counts"] = COUNTS.T
        for name, ids in (("obs", SAMPLES), ("var", GENES)):
            group = file.create_group(name)
            group.attrs["_index"] = "_index"
            group["_index"] = np.array([i.encode() for i in ids])
        file["var/gene_name"] = np.array([n.encode() for n in NAMES])
        file["var"].attrs["column-order"] = np.array([b"gene_name"])
        codes = file["obs"].create_group("group")
        codes["categories"], codes["codes"] = np.array([b"ctrl", b"treat"]), np.array([0, 0, 1, 1], dtype=np.int8)
        file["obs"].attrs["column-order"] = np.array([b"group"])

    return from_hdf5(write)


def each(name: str, make: Callable[[int], bytes], **more: bytes) -> dict[str, bytes]:
    return {name.format(s): make(i) for i, s in enumerate(SAMPLES)} | {k.replace("__", "."): v for k, v in more.items()}


TX = {"tx2gene": "tx2gene.tsv"}
NFCORE = "results/star_salmon/salmon.merged.gene_{}.tsv"
FORMATS: dict[str, Made] = {
    "CSV": Made("matrix", {"counts.csv": matrix()}, "counts.csv"),
    "TSV": Made("matrix", {"counts.tsv.gz": gzip.compress(matrix("\t"), mtime=0)}, "counts.tsv.gz"),
    "Excel": Made("matrix", {"counts.xlsx": excel()}, "counts.xlsx"),
    "Parquet": Made("matrix", {"counts.parquet": parquet()}, "counts.parquet"),
    "featureCounts": Made("featurecounts", {"fc.txt": featurecounts()}, "fc.txt"),
    "HTSeq": Made("htseq", each("htseq/{}.txt", htseq), "htseq"),
    "STAR": Made("star", each("star/{}ReadsPerGene.out.tab", star), "star/*.tab"),
    "Salmon": Made("salmon", each("salmon/{}/quant.sf", salmon, tx2gene__tsv=TX2GENE.encode()), "salmon", TX, lengths=True),
    "kallisto": Made("kallisto", each("kallisto/{}/abundance.tsv", kallisto, tx2gene__tsv=TX2GENE.encode()), "kallisto", TX, lengths=True),
    "kallisto h5": Made("kallisto", each("kallisto/{}/abundance.h5", kallisto_h5, tx2gene__tsv=TX2GENE.encode()), "kallisto", TX, lengths=True),
    "RSEM genes": Made("rsem", each("rsem/{}.genes.results", rsem), "rsem", lengths=True),
    "RSEM isoforms": Made("rsem-isoforms", each("rsem/{}.isoforms.results", isoforms), "rsem", lengths=True),
    "StringTie": Made("stringtie", {"gene_count_matrix.csv": stringtie()}, "gene_count_matrix.csv"),
    "nf-core/rnaseq": Made(
        "nfcore",
        {
            NFCORE.format("counts"): merged(COUNTS),
            NFCORE.format("lengths"): merged(np.repeat(LENGTHS[:, None], 4, axis=1)),
            NFCORE.format("tpm"): merged(np.column_stack([tpm(s) for s in range(4)])),
            NFCORE.format("counts_length_scaled"): merged(COUNTS * 1.1),
            **each("results/star_salmon/{}/quant.sf", salmon),
        },
        "results",
        lengths=True,
    ),
    "GEO": Made("geo", {"GSE1_raw_counts_GRCh38.p13_NCBI.tsv.gz": gzip.compress(geo(), mtime=0)}, "GSE1_raw_counts_GRCh38.p13_NCBI.tsv.gz"),
    "GDC": Made("gdc", each("gdc/{}.rna_seq.augmented_star_gene_counts.tsv", gdc), "gdc"),
    "recount3": Made(
        "recount3",
        {
            "sra.gene_sums.SRP1.G026.gz": recount3(),
            "sra.recount_qc.SRP1.MD.gz": tsv([["rail_id", "external_id", "star.average_mapped_length"], *([i, s, 100] for i, s in enumerate(SAMPLES))]),
        },
        "sra.gene_sums.SRP1.G026.gz",
    ),
    "GCT 1.2": Made("gct", {"counts.gct": gct()}, "counts.gct"),
    "GCT 1.3": Made("gct", {"counts.gct": gct_3()}, "counts.gct"),
    "AnnData": Made("anndata", {"counts.h5ad": h5ad(sparse=False)}, "counts.h5ad"),
    "AnnData sparse": Made("anndata", {"counts.h5ad": h5ad(sparse=True)}, "counts.h5ad"),
}  # fmt: skip


def project_of(made: Made, files: dict[str, bytes] | None = None, sheet: str = SHEET) -> dict[str, bytes]:
    """A whole project around the files of a format."""
    if made.reader == "geo":
        for i, sample in enumerate(SAMPLES, 1):
            sheet = sheet.replace(f"{sample},", f"GSM{i},")
    config = {
        "seqfolio": 1,
        "input": {"counts": made.counts, "samples": "samples.csv", **made.settings},
        "design": {"contrasts": []},
    }
    return {"project.yaml": yaml.safe_dump(config).encode(), "samples.csv": sheet.encode(), **(files or made.files)}
