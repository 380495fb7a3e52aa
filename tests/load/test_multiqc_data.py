"""MultiQC's data -> what it says about the samples: names, units, lanes, pairs; MultiQC itself writes the files."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from seqfolio.errors import InputError
from seqfolio.load.multiqc import Column, sequencing, with_sequencing


def dataset(*samples: str, names: dict[str, str] | None = None, excluded: tuple[str, ...] = ()) -> Any:
    counts = pd.DataFrame(1.0, index=["g"], columns=list(samples))
    shown = {s: (names or {}).get(s, s) for s in samples}
    return SimpleNamespace(counts=counts, display_names=shown, excluded=dict.fromkeys(excluded, "bad"), sources=())


def column(key: str, **values: float) -> Column:
    return Column("tool", key, values)


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("S1", "S1"),
        ("s1", "S1"),
        ("S1_R1", "S1"),
        ("S1_1", "S1"),
        ("S1_L001_R2_001", "S1"),
        ("S1_S12_L002_R1_001", "S1"),
        ("S1_1_val_1", "S1"),
        ("Liver 1", "S2"),
        ("S10", None),
        ("S1x", None),
    ],
)
def test_names_of_reads_and_lanes_belong_to_their_sample(name, sample):
    found = sequencing(
        [Column("FastQC", "percent_gc", {name: 40.0, "S3": 50.0})],
        dataset("S1", "S2", "S3", names={"S2": "Liver 1"}),
    )
    owners = [owner for owner, theirs in found.matched.items() if name in theirs]
    assert owners == ([sample] if sample else [])
    assert (name in found.others) == (sample is None)


def test_a_sample_whose_own_name_looks_like_a_read_is_itself():
    found = sequencing([Column("t", "percent_gc", {"A_1": 40.0, "A_2": 60.0})], dataset("A_1", "A_2"))
    assert found.values["gc"].to_dict() == {"A_1": 40.0, "A_2": 60.0}


def test_reads_of_lanes_are_added_and_those_of_a_pair_are_not():
    values = {"S1_L001_R1": 10.0, "S1_L001_R2": 10.0, "S1_L002_R1": 5.0, "S1_L002_R2": 5.0}
    shares = {"S1_L001_R1": 20.0, "S1_L001_R2": 40.0}
    found = sequencing([Column("f", "total_sequences", values), Column("f", "percent_gc", shares)], dataset("S1"))
    assert found.values.loc["S1"].to_dict() == {"reads": 15.0, "gc": 30.0}


def test_the_mapper_goes_before_the_check_of_reads():
    found = sequencing([column("percent_duplicates", S1=50.0), column("PERCENT_DUPLICATION", S1=0.25)], dataset("S1"))
    assert found.values["duplication"]["S1"] == 25.0
    assert found.origin["duplication"] == "tool: PERCENT_DUPLICATION"


def test_what_does_not_fit_is_listed_and_an_excluded_sample_is_not():
    columns = [column("percent_gc", S1=40.0, Undetermined=45.0, S9_R1=50.0)]
    found = sequencing(columns, dataset("S1", "S2", excluded=("S9",)))
    assert (found.missing, found.others) == (("S2",), ("Undetermined",))
    assert math.isnan(found.values["gc"]["S2"])


def test_no_common_name_is_an_error():
    with pytest.raises(InputError, match="knows none of the samples; its names begin with X1"):
        sequencing([column("percent_gc", X1=40.0)], dataset("S1"))


def config(path: Path) -> Any:
    return SimpleNamespace(input=SimpleNamespace(multiqc=path.name), path=lambda value: path.parent / value)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"report_general_stats_data": 3}', "[" * 100_000])
def test_a_damaged_file_is_refused(text, tmp_path):
    (tmp_path / "multiqc_data.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match="multiqc-data"):
        with_sequencing(config(tmp_path / "multiqc_data.json"), dataset("S1"))


def test_a_damaged_parquet_and_a_missing_folder_are_refused(tmp_path):
    (tmp_path / "multiqc.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="multiqc-data"):
        with_sequencing(config(tmp_path / "multiqc.parquet"), dataset("S1"))
    with pytest.raises(InputError, match="file-not-found"):
        with_sequencing(config(tmp_path / "multiqc_data"), dataset("S1"))


def test_lists_of_older_versions_are_read(tmp_path):
    tree = {
        "report_general_stats_data": [{"S1": {"total_reads": 5, "uniquely_mapped_percent": "NA"}}],
        "report_general_stats_headers": [{"total_reads": {"namespace": "STAR"}}],
    }
    (tmp_path / "multiqc_data.json").write_text(json.dumps(tree), "utf-8")
    found = _read(tmp_path / "multiqc_data.json", "S1")
    assert found.origin == {"reads": "STAR: total_reads"}


STRAND = """

This is PairEnd Data
Fraction of reads failed to determine: 0.0500
Fraction of reads explained by "1++,1--,2+-,2-+": 0.0200
Fraction of reads explained by "1+-,1-+,2++,2--": 0.9300
"""
DUPLICATES = """## htsjdk.samtools.metrics.StringHeader
# picard.sam.markduplicates.MarkDuplicates INPUT=[S1.bam] OUTPUT=S1.md.bam METRICS_FILE=S1.metrics
## METRICS CLASS\tpicard.sam.DuplicationMetrics
LIBRARY\tUNPAIRED_READS_EXAMINED\tREAD_PAIRS_EXAMINED\tSECONDARY_OR_SUPPLEMENTARY_RDS\tUNMAPPED_READS\tUNPAIRED_READ_DUPLICATES\t\
READ_PAIR_DUPLICATES\tREAD_PAIR_OPTICAL_DUPLICATES\tPERCENT_DUPLICATION\tESTIMATED_LIBRARY_SIZE
Unknown Library\t0\t1000000\t0\t0\t0\t200000\t0\t0.2\t3000000

"""


def _read(path: Path, *samples: str) -> Any:
    import dataclasses

    from seqfolio.load import multiqc

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(multiqc, "replace", lambda data, **more: SimpleNamespace(**{**vars(data), **more}))
        assert dataclasses.is_dataclass(multiqc.Column)
        return with_sequencing(config(path), dataset(*samples)).sequencing


STAR = """                          Number of input reads |\t20000000
                      Average input read length |\t101
                                    UNIQUE READS:
                   Uniquely mapped reads number |\t15000000
                        Uniquely mapped reads % |\t75.00%
                          Average mapped length |\t99.80
                             MULTI-MAPPING READS:
        Number of reads mapped to multiple loci |\t1000000
             % of reads mapped to multiple loci |\t5.00%
        Number of reads mapped to too many loci |\t20000
             % of reads mapped to too many loci |\t0.10%
                                  UNMAPPED READS:
       % of reads unmapped: too many mismatches |\t0.00%
                 % of reads unmapped: too short |\t19.70%
                     % of reads unmapped: other |\t0.20%
"""
ASSIGNED = (
    "Status\tS1.bam\nAssigned\t6000\nUnassigned_Unmapped\t0\nUnassigned_NoFeatures\t3000\nUnassigned_Ambiguity\t1000\n"
)
ORIENTATIONS = {
    "read_files": "a.fq", "expected_format": "ISR", "compatible_fragment_ratio": 0.97, "num_compatible_fragments": 970,
    "num_assigned_fragments": 1000, "num_consistent_mappings": 940, "num_inconsistent_mappings": 60,
    "MSF": 0, "OSF": 2, "ISF": 20, "MSR": 0, "OSR": 4, "ISR": 940, "SF": 8, "SR": 26, "MU": 0, "OU": 0, "IU": 0, "U": 0,
}  # fmt: skip
MAPPED = {
    "salmon_version": "1.10.3",
    "num_processed": 2000,
    "num_mapped": 1800,
    "percent_mapped": 90.0,
    "frag_length_mean": 200.0,
}
ALIGNED = """HISAT2 summary stats:
\tTotal reads: 1000
\t\tAligned 0 time: 50 (5.00%)
\t\tAligned 1 time: 900 (90.00%)
\t\tAligned >1 times: 50 (5.00%)
\tOverall alignment rate: 95.00%
"""
PSEUDO = """[quant] will process file 1: S5.fastq.gz
[quant] finding pseudoalignments for the reads ... done
[quant] processed 1,000 reads, 800 reads pseudoaligned
[   em] quantifying the abundances ... done
"""
BASES = """## METRICS CLASS\tpicard.analysis.RnaSeqMetrics
PF_BASES\tPF_ALIGNED_BASES\tRIBOSOMAL_BASES\tCODING_BASES\tUTR_BASES\tINTRONIC_BASES\tINTERGENIC_BASES\t\
CORRECT_STRAND_READS\tINCORRECT_STRAND_READS\tPCT_CORRECT_STRAND_READS\tPCT_RIBOSOMAL_BASES\tPCT_CODING_BASES\t\
PCT_UTR_BASES\tPCT_INTRONIC_BASES\tPCT_INTERGENIC_BASES\tPCT_MRNA_BASES
1000\t1000\t40\t500\t260\t100\t100\t0\t0\t0\t0.04\t0.5\t0.26\t0.1\t0.1\t0.76

"""
FRAGMENTS = """## METRICS CLASS\tpicard.analysis.InsertSizeMetrics
MEDIAN_INSERT_SIZE\tMEAN_INSERT_SIZE\tREAD_PAIRS\tPAIR_ORIENTATION
300\t310\t100\tFR

## HISTOGRAM\tjava.lang.Integer
insert_size\tAll_Reads.fr_count
250\t30
300\t40
350\t30

"""
PICARD = "## htsjdk.samtools.metrics.StringHeader\n# picard.analysis.{} INPUT={}.bam OUTPUT=x\n"
LOGS = {
    "S1Log.final.out": STAR,
    "S1.counts.txt.summary": ASSIGNED,
    "S1.infer_experiment.txt": STRAND,
    "S1.markdup.txt": DUPLICATES,
    "S3_quant/lib_format_counts.json": json.dumps(ORIENTATIONS),
    "S3_quant/aux_info/meta_info.json": json.dumps(MAPPED),
    "S4.hisat2_summary.txt": ALIGNED,
    "S5.kallisto.log": PSEUDO,
    "S6.rna.txt": PICARD.format("CollectRnaSeqMetrics", "S6") + BASES,
    "S6.insert.txt": PICARD.format("CollectInsertSizeMetrics", "S6") + FRAGMENTS,
}
IN_THE_LOGS = {  # as somebody reads them there
    "S1": {
        "reads": 20e6, "mapped": 80.0, "unique": 75.0, "assigned": 60.0, "duplication": 20.0, "sense": 100 * 0.02 / 0.95,
    },
    "S3_quant": {"mapped": 90.0, "sense": 100 * (20 + 2 + 8) / 1000},
    "S4": {"mapped": 95.0},
    "S5": {"mapped": 80.0},
    "S6": {"rrna": 4.0, "insert_size": 300},
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What MultiQC makes of the logs."""
    out = tmp_path_factory.mktemp("multiqc")
    for name, text in LOGS.items():
        (out / "logs" / name).parent.mkdir(parents=True, exist_ok=True)
        (out / "logs" / name).write_text(text, "utf-8")
    environment = {**os.environ, "MULTIQC_NO_VERSION_CHECK": "true", "HOME": "/nonexistent"}
    command = [sys.executable, "-m", "multiqc", "--strict", "-q", "-o", str(out), str(out / "logs")]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return out / "multiqc_data"


@pytest.mark.skipif(not find_spec("multiqc"), reason="MultiQC is not installed: pip install seqfolio[multiqc]")
@pytest.mark.parametrize("sample", IN_THE_LOGS)
@pytest.mark.parametrize("file", ["multiqc_data.json", "multiqc.parquet"])
def test_what_multiqc_writes_is_what_the_tools_said(written: Path, sample: str, file: str) -> None:
    expected = dict(IN_THE_LOGS[sample])
    if file == "multiqc.parquet" and sample == "S3_quant":
        del expected["sense"]  # Salmon's counts of orientations are not in it
    found = _read(written / file, sample)
    assert found.matched.keys() == {sample}
    seen = {name: float(found.values[name][sample]) for name in expected}
    assert seen == pytest.approx(expected, rel=1e-4)
