"""A few lines of public files as they are; the source stands beside each."""

from __future__ import annotations

from pathlib import Path

from harness import write
from reading import read_counts

# The first lines of salmon.merged.gene_counts.tsv (nf-core/rnaseq 3.x), github.com/sophiepribus/dkfz-embl-bladder, commit 7842147.
NFCORE = """\
gene_id	gene_name	B123tumor	B125tumor	B134tumor	B154tumor
ENSG00000000003	TSPAN6	370	6985	7105	10120
ENSG00000000005	TNMD	0	0	0	0
ENSG00000000419	DPM1	1278	3657	4037.001	2610
ENSG00000000457	SCYL3	1839.999	1847	1481	2772
ENSG00000000460	FIRRM	1190.999	617	1076.001	557
"""
# The first lines of two augmented_star_gene_counts.tsv of TCGA (Genomic Data Commons, open access, GENCODE v36).
GDC = {
    "one.rna_seq.augmented_star_gene_counts.tsv": """\
# gene-model: GENCODE v36
gene_id	gene_name	gene_type	unstranded	stranded_first	stranded_second	tpm_unstranded	fpkm_unstranded	fpkm_uq_unstranded
N_unmapped			8120268	8120268	8120268			
N_multimapping			4402480	4402480	4402480			
N_noFeature			1446120	24573336	24781939			
N_ambiguous			5551010	1476463	1462076			
ENSG00000000003.15	TSPAN6	protein_coding	3231	1634	1597	44.6685	16.8557	23.8956
ENSG00000000005.6	TNMD	protein_coding	0	0	0	0.0000	0.0000	0.0000
ENSG00000000419.13	DPM1	protein_coding	1083	556	528	56.2676	21.2327	30.1006
""",
    "two.rna_seq.augmented_star_gene_counts.tsv": """\
# gene-model: GENCODE v36
gene_id	gene_name	gene_type	unstranded	stranded_first	stranded_second	tpm_unstranded	fpkm_unstranded	fpkm_uq_unstranded
N_unmapped			4850100	4850100	4850100			
N_multimapping			8308196	8308196	8308196			
N_noFeature			2173748	36760327	37016824			
N_ambiguous			7782266	1870982	1859643			
ENSG00000000003.15	TSPAN6	protein_coding	2370	1146	1224	23.2615	8.0689	9.7401
ENSG00000000005.6	TNMD	protein_coding	1	0	1	0.0302	0.0105	0.0126
ENSG00000000419.13	DPM1	protein_coding	2770	1397	1373	102.1729	35.4415	42.7820
""",
}  # fmt: skip

# The first rows and columns of GSE208261_raw_counts_GRCh38.p13_NCBI.tsv (NCBI-generated counts of GEO, public domain).
GEO = """\
GeneID	GSM6339911	GSM6339912	GSM6339913	GSM6339914
100287102	17	26	12	18
653635	643	366	410	541
102466751	40	16	20	25
"""


def test_counts_that_ncbi_generated(tmp_path: Path) -> None:
    write(tmp_path, {"GSE208261_raw_counts_GRCh38.p13_NCBI.tsv": GEO})
    table = read_counts(tmp_path, "GSE208261_raw_counts_GRCh38.p13_NCBI.tsv")
    assert table.counts.loc["653635"].tolist() == [643, 366, 410, 541]
    assert "NCBI generated" in table.notes[-1]


def test_a_merged_matrix_of_nfcore_without_its_lengths(tmp_path: Path) -> None:
    write(tmp_path, {"salmon.merged.gene_counts.tsv": NFCORE})
    table = read_counts(tmp_path, "salmon.merged.gene_counts.tsv")
    assert table.values == "estimated_counts"
    assert table.counts.loc["ENSG00000000419"].tolist() == [1278, 3657, 4037.001, 2610]
    assert table.genes is not None
    assert table.genes.loc["ENSG00000000460", "gene_name"] == "FIRRM"
    assert table.lengths is None
    assert "not corrected" in table.notes[0]


def test_counts_of_the_genomic_data_commons(tmp_path: Path) -> None:
    write(tmp_path, GDC)
    table = read_counts(tmp_path, "*.tsv")
    assert list(table.counts.columns) == ["one", "two"]
    assert table.counts.loc["ENSG00000000003.15"].tolist() == [3231, 2370]
    assert read_counts(tmp_path, "*.tsv", strand="reverse").counts.loc["ENSG00000000003.15"].tolist() == [1597, 1224]
    assert table.genes is not None
    assert table.genes.loc["ENSG00000000419.13", "gene_biotype"] == "protein_coding"
