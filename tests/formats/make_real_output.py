"""Write tests/formats/real: what the quantifiers themselves write for a made-up genome of 24 genes and four small samples.

Needs STAR, Salmon, kallisto, RSEM, featureCounts, htseq-count, StringTie and samtools, for example from Debian 12:

    apt-get install rna-star salmon kallisto rsem subread python3-htseq stringtie samtools
    python tests/formats/make_real_output.py WORK_FOLDER
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

OUT = Path(__file__).parent / "real"
SAMPLES = {"ctrl-1": 1, "ctrl-2": 2, "treat-1": 3, "treat-2": 4}
READS, LENGTH = 1500, 75
COMPLEMENT = str.maketrans("ACGT", "TGCA")


def genome(rng: random.Random) -> tuple[str, list[tuple[str, str, list[list[tuple[int, int]]]]]]:
    """A chromosome, and its genes: (id, strand, transcripts as lists of exons), 0-based."""
    sequence = "".join(rng.choices("ACGT", k=110_000))
    genes = []
    for number in range(24):
        start = 2_000 + number * 4_400
        exons = [(start, start + 500), (start + 900, start + 1300), (start + 1700, start + 2500)]
        transcripts = [exons] if number % 3 else [exons, [exons[0], exons[2]]]
        genes.append((f"ENSG{number + 1:011d}.{number % 5 + 1}", "+-"[number % 2], transcripts))
    return sequence, genes


def spliced(sequence: str, exons: list[tuple[int, int]], strand: str) -> str:
    text = "".join(sequence[a:b] for a, b in exons)
    return text if strand == "+" else text[::-1].translate(COMPLEMENT)


def write_reference(work: Path, sequence: str, genes: list) -> dict[str, str]:
    transcripts = {}
    lines = []
    for number, (gene, strand, forms) in enumerate(genes):
        about = f'gene_id "{gene}"; gene_type "protein_coding"; gene_name "NAME{number + 1}";'
        low, high = forms[0][0][0] + 1, forms[0][-1][1]
        lines.append(f"chr1\ttest\tgene\t{low}\t{high}\t.\t{strand}\t.\t{about}")
        for i, exons in enumerate(forms):
            name = f"ENST{number + 1:09d}{i:02d}.1"
            transcripts[name] = spliced(sequence, exons, strand)
            said = f'{about} transcript_id "{name}";'
            lines.append(f"chr1\ttest\ttranscript\t{low}\t{high}\t.\t{strand}\t.\t{said}")
            lines += [f"chr1\ttest\texon\t{a + 1}\t{b}\t.\t{strand}\t.\t{said}" for a, b in exons]
    (work / "genes.gtf").write_text("\n".join(lines) + "\n")
    (work / "genome.fa").write_text(f">chr1\n{sequence}\n")
    (work / "transcripts.fa").write_text("".join(f">{name}\n{text}\n" for name, text in transcripts.items()))
    return transcripts


def write_reads(work: Path, sample: str, seed: int, transcripts: dict[str, str]) -> None:
    """Reads of the reverse strand, as dUTP libraries have them."""
    rng = random.Random(seed)
    names = list(transcripts)
    weights = [(1 + i % 7) * (4 if seed > 2 and i % 5 == 0 else 1) * rng.uniform(0.8, 1.2) for i in range(len(names))]
    lines = []
    for number, name in enumerate(rng.choices(names, weights, k=READS)):
        text = transcripts[name]
        start = rng.randrange(len(text) - LENGTH)
        read = text[start : start + LENGTH][::-1].translate(COMPLEMENT)
        lines.append(f"@r{number}\n{read}\n+\n{'I' * LENGTH}\n")
    (work / f"{sample}.fastq").write_text("".join(lines))


def run(command: str, work: Path) -> None:
    subprocess.run(command, shell=True, cwd=work, check=True, stdout=subprocess.DEVNULL)


def quantify(work: Path) -> None:
    run(
        "mkdir -p star && STAR --runMode genomeGenerate --genomeDir star --genomeFastaFiles genome.fa --sjdbGTFfile genes.gtf --sjdbOverhang 74 --genomeSAindexNbases 7",
        work,
    )
    run("salmon index -t transcripts.fa -i salmon_index -k 31 && kallisto index -i kallisto.idx transcripts.fa", work)
    run(
        "rsem-prepare-reference --gtf genes.gtf --star genome.fa rsem_ref || rsem-prepare-reference --gtf genes.gtf genome.fa rsem_ref",
        work,
    )
    for s in SAMPLES:
        run(
            f"STAR --genomeDir star --readFilesIn {s}.fastq --outFileNamePrefix {s}. --outSAMtype BAM SortedByCoordinate --quantMode GeneCounts TranscriptomeSAM",
            work,
        )
        run(f"salmon quant -i salmon_index -l SR -r {s}.fastq -o salmon/{s} -p 1", work)
        run(
            f"mkdir -p kallisto && kallisto quant -i kallisto.idx -o kallisto/{s} --single -l 200 -s 20 --rf-stranded --plaintext {s}.fastq",
            work,
        )
        run(
            f"rsem-calculate-expression --alignments --strandedness reverse {s}.Aligned.toTranscriptome.out.bam rsem_ref {s}",
            work,
        )
        run(f"htseq-count -f bam -s reverse {s}.Aligned.sortedByCoord.out.bam genes.gtf > {s}.htseq.txt", work)
        run(f"stringtie -e -G genes.gtf -o stringtie/{s}/{s}.gtf {s}.Aligned.sortedByCoord.out.bam", work)
    bams = " ".join(f"{s}.Aligned.sortedByCoord.out.bam" for s in SAMPLES)
    run(f"featureCounts -s 2 -a genes.gtf -o featurecounts.txt --extraAttributes gene_name,gene_type {bams}", work)
    run(f"htseq-count -f bam -s reverse {bams} genes.gtf > htseq_all.txt", work)


def collect(work: Path) -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    for s in SAMPLES:
        for name in (f"salmon/{s}/quant.sf", f"kallisto/{s}/abundance.tsv", f"kallisto/{s}/run_info.json"):
            copy(work / name, OUT / name)
        copy(work / f"{s}.ReadsPerGene.out.tab", OUT / "star" / f"{s}.ReadsPerGene.out.tab")
        copy(work / f"{s}.htseq.txt", OUT / "htseq" / f"{s}.htseq.txt")
        copy(work / f"{s}.genes.results", OUT / "rsem" / f"{s}.genes.results")
        copy(work / f"{s}.isoforms.results", OUT / "rsem" / f"{s}.isoforms.results")
    copy(work / "featurecounts.txt", OUT / "featurecounts" / "featurecounts.txt")
    copy(work / "featurecounts.txt.summary", OUT / "featurecounts" / "featurecounts.txt.summary")
    copy(work / "htseq_all.txt", OUT / "htseq_all.txt")
    copy(work / "genes.gtf", OUT / "genes.gtf")
    rows = [line.split("\t")[8] for line in (work / "genes.gtf").read_text().splitlines() if "\ttranscript\t" in line]
    pick = [
        [part.split('"')[1] for part in row.split("; ") if part.startswith(key)][0]
        for row in rows
        for key in ("transcript_id", "gene_id", "gene_name")
    ]
    (OUT / "tx2gene.tsv").write_text("".join("\t".join(pick[i : i + 3]) + "\n" for i in range(0, len(pick), 3)))


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def main(work: Path) -> None:
    work.mkdir(parents=True, exist_ok=True)
    sequence, genes = genome(random.Random(0))
    transcripts = write_reference(work, sequence, genes)
    for sample, seed in SAMPLES.items():
        write_reads(work, sample, seed, transcripts)
    quantify(work)
    collect(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
