"""What MultiQC measures of sequencing, in our words: which of its columns say the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["reads", "%", "bp"]


@dataclass(frozen=True)
class Measure:
    """One measure of a sample.

    Attributes:
        id: column of ``Sequencing.values``, and the setting of the check that has its threshold.
        title: for people.
        unit: reads, percent from 0 to 100, or base pairs.
        help: one sentence.
        columns: MultiQC's columns in General Statistics, the preferred first, each with the factor that makes it ours.
    """

    id: str
    title: str
    unit: Unit
    help: str
    columns: tuple[tuple[str, float], ...]


MEASURES = (
    Measure(
        "reads",
        "Reads",
        "reads",
        "Reads, or pairs of reads, of the library; tools count before or after trimming.",
        (
            ("total_reads", 1),  # STAR: read or pair that went in
            ("total_sequences", 1),  # FastQC
            ("r_processed", 1),  # cutadapt
            ("raw_total_sequences", 1),  # samtools stats
            ("flagstat_total", 1),
            ("filtering_result_passed_filter_reads", 1),  # fastp
        ),
    ),
    Measure(
        "mapped",
        "Mapped",
        "%",
        "Share of the reads that were mapped to the genome or transcriptome, to one place or to several.",
        (
            ("mapped_percent", 1),  # STAR
            ("overall_alignment_rate", 1),  # HISAT2, bowtie2
            ("percent_mapped", 1),  # Salmon
            ("percent_aligned", 1),  # kallisto
            ("reads_mapped_percent", 1),  # samtools stats
            ("mapped_passed_pct", 1),  # samtools flagstat
        ),
    ),
    Measure(
        "unique",
        "Uniquely mapped",
        "%",
        "Share of the reads that were mapped to one place.",
        (("uniquely_mapped_percent", 1),),
    ),
    Measure(
        "assigned",
        "Assigned",
        "%",
        "Share of the mapped reads that were assigned to a gene.",
        (("percent_assigned", 1),),  # featureCounts, HTSeq
    ),
    Measure(
        "duplication",
        "Duplicates",
        "%",
        "Share of reads with the same sequence or place as another one.",
        (("PERCENT_DUPLICATION", 100), ("pct_duplication", 1), ("percent_duplicates", 1)),
    ),
    Measure(
        "rrna",
        "rRNA",
        "%",
        "Share of reads from ribosomal RNA.",
        (("rRNA_pct", 1), ("PCT_RIBOSOMAL_BASES", 1)),
    ),
    Measure(
        "sense",
        "Sense strand",
        "%",
        "Share of the reads with a strand that lie on the strand of the gene: near 0 or 100 in stranded libraries, near 50 in others.",
        (),  # from RSeQC and Salmon, see load/multiqc_strand.py
    ),
    Measure(
        "insert_size",
        "Insert size",
        "bp",
        "Typical length of the sequenced fragments.",
        (("summed_median", 1), ("insert_size_average", 1)),
    ),
    Measure("gc", "GC", "%", "Share of G and C in the reads.", (("percent_gc", 1), ("after_filtering_gc_content", 1))),
)
BY_ID = {measure.id: measure for measure in MEASURES}
