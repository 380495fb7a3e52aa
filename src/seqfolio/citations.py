"""The literature that a report may cite: keys, and references as text and BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """A journal article.

    Attributes:
        key: ``love2014``.
        authors: as BibTeX writes them: ``Love, M. I. and Huber, W.``
    """

    key: str
    authors: str
    year: int
    title: str
    journal: str
    doi: str
    volume: str = ""
    pages: str = ""

    def text(self) -> str:
        """One line for a list of references."""
        place = f" {self.volume}" + (f":{self.pages}" if self.pages else "") if self.volume else ""
        authors = self.authors.replace(" and others", " et al.").replace(" and ", "; ").strip("{}")
        return f"{authors} ({self.year}). {self.title}. {self.journal}{place}. doi:{self.doi}"

    def bibtex(self) -> str:
        """A BibTeX entry."""
        fields = {
            "author": self.authors,
            "year": str(self.year),
            "title": f"{{{self.title}}}",
            "journal": self.journal,
            "volume": self.volume,
            "pages": self.pages,
            "doi": self.doi,
        }
        lines = "".join(f"  {name} = {{{_latex(value, name)}}},\n" for name, value in fields.items() if value)
        return f"@article{{{self.key},\n{lines}}}\n"


def _latex(value: str, field: str) -> str:
    """A value in which LaTeX sees no command; a DOI stays as it is."""
    return value if field == "doi" else re.sub(r"(?<!\\)([&%$#_])", r"\\\1", value)


class Citations:
    """Numbers references in the order in which a text cites them, so that its list holds exactly those."""

    def __init__(self, known: Mapping[str, Reference]) -> None:
        self._known = known
        self._numbers: dict[str, int] = {}

    def __call__(self, *keys: str) -> str:
        """``[1]`` or ``[1, 4]``.

        Raises:
            KeyError: nobody knows such a reference.
        """
        for key in keys:
            self._numbers.setdefault(self._known[key].key, len(self._numbers) + 1)
        return f"[{', '.join(str(self._numbers[key]) for key in keys)}]"

    def said(self, text: str) -> str:
        """A text in which ``[@love2014]`` or ``[@love2014; @zhu2019]`` stand for citations."""
        return re.sub(r"\[(@[^\]]+)\]", lambda m: self(*re.findall(r"@(\w+)", m[1])), text)

    @property
    def used(self) -> tuple[Reference, ...]:
        """The references that were cited so far, in the order of their numbers."""
        return tuple(self._known[key] for key in self._numbers)


_ALL = (
    Reference(
        "anders2010",
        "Anders, S. and Huber, W.",
        2010,
        "Differential expression analysis for sequence count data",
        "Genome Biology",
        "10.1186/gb-2010-11-10-r106",
        "11",
        "R106",
    ),
    Reference(
        "benjamini1995",
        "Benjamini, Y. and Hochberg, Y.",
        1995,
        "Controlling the false discovery rate: a practical and powerful approach to multiple testing",
        "Journal of the Royal Statistical Society B",
        "10.1111/j.2517-6161.1995.tb02031.x",
        "57",
        "289-300",
    ),
    Reference(
        "soneson2015",
        "Soneson, C. and Love, M. I. and Robinson, M. D.",
        2015,
        "Differential analyses for RNA-seq: transcript-level estimates improve gene-level inferences",
        "F1000Research",
        "10.12688/f1000research.7563",
        "4",
        "1521",
    ),
    Reference(
        "student1908",
        "Student",
        1908,
        "The probable error of a mean",
        "Biometrika",
        "10.1093/biomet/6.1.1",
        "6",
        "1-25",
    ),
    Reference(
        "welch1947",
        "Welch, B. L.",
        1947,
        "The generalization of 'Student's' problem when several different population variances are involved",
        "Biometrika",
        "10.1093/biomet/34.1-2.28",
        "34",
        "28-35",
    ),
    Reference(
        "love2014",
        "Love, M. I. and Huber, W. and Anders, S.",
        2014,
        "Moderated estimation of fold change and dispersion for RNA-seq data with DESeq2",
        "Genome Biology",
        "10.1186/s13059-014-0550-8",
        "15",
        "550",
    ),
    Reference(
        "ritchie2015",
        "Ritchie, M. E. and Phipson, B. and Wu, D. and Hu, Y. and Law, C. W. and Shi, W. and Smyth, G. K.",
        2015,
        "limma powers differential expression analyses for RNA-sequencing and microarray studies",
        "Nucleic Acids Research",
        "10.1093/nar/gkv007",
        "43",
        "e47",
    ),
    Reference(
        "law2014",
        "Law, C. W. and Chen, Y. and Shi, W. and Smyth, G. K.",
        2014,
        "voom: precision weights unlock linear model analysis tools for RNA-seq read counts",
        "Genome Biology",
        "10.1186/gb-2014-15-2-r29",
        "15",
        "R29",
    ),
    Reference(
        "smyth2004",
        "Smyth, G. K.",
        2004,
        "Linear models and empirical Bayes methods for assessing differential expression in microarray experiments",
        "Statistical Applications in Genetics and Molecular Biology",
        "10.2202/1544-6115.1027",
        "3",
        "3",
    ),
    Reference(
        "ewels2016",
        "Ewels, P. and Magnusson, M. and Lundin, S. and Käller, M.",
        2016,
        "MultiQC: summarize analysis results for multiple tools and samples in a single report",
        "Bioinformatics",
        "10.1093/bioinformatics/btw354",
        "32",
        "3047-3048",
    ),
    Reference(
        "breheny2018",
        "Breheny, P. and Stromberg, A. and Lambert, J.",
        2018,
        "p-value histograms: inference and diagnostics",
        "High-Throughput",
        "10.3390/ht7030023",
        "7",
        "23",
    ),
    Reference(
        "robinson2010edger",
        "Robinson, M. D. and McCarthy, D. J. and Smyth, G. K.",
        2010,
        "edgeR: a Bioconductor package for differential expression analysis of digital gene expression data",
        "Bioinformatics",
        "10.1093/bioinformatics/btp616",
        "26",
        "139-140",
    ),
    Reference(
        "robinson2010",
        "Robinson, M. D. and Oshlack, A.",
        2010,
        "A scaling normalization method for differential expression analysis of RNA-seq data",
        "Genome Biology",
        "10.1186/gb-2010-11-3-r25",
        "11",
        "R25",
    ),
    Reference(
        "mann1947",
        "Mann, H. B. and Whitney, D. R.",
        1947,
        "On a test of whether one of two random variables is stochastically larger than the other",
        "Annals of Mathematical Statistics",
        "10.1214/aoms/1177730491",
        "18",
        "50-60",
    ),
    Reference(
        "li2022",
        "Li, Y. and Ge, X. and Peng, F. and Li, W. and Li, J. J.",
        2022,
        "Exaggerated false positives by popular differential expression methods when analyzing human population "
        "samples",
        "Genome Biology",
        "10.1186/s13059-022-02648-4",
        "23",
        "79",
    ),
    Reference(
        "zhu2019",
        "Zhu, A. and Ibrahim, J. G. and Love, M. I.",
        2019,
        "Heavy-tailed prior distributions for sequence count data: removing the noise and preserving large differences",
        "Bioinformatics",
        "10.1093/bioinformatics/bty895",
        "35",
        "2084-2092",
    ),
    Reference(
        "mccarthy2009",
        "McCarthy, D. J. and Smyth, G. K.",
        2009,
        "Testing significance relative to a fold-change threshold is a TREAT",
        "Bioinformatics",
        "10.1093/bioinformatics/btp053",
        "25",
        "765-771",
    ),
    Reference(
        "subramanian2005",
        "Subramanian, A. and Tamayo, P. and Mootha, V. K. and Mukherjee, S. and Ebert, B. L. and Gillette, M. A. and "
        "Paulovich, A. and Pomeroy, S. L. and Golub, T. R. and Lander, E. S. and Mesirov, J. P.",
        2005,
        "Gene set enrichment analysis: a knowledge-based approach for interpreting genome-wide expression profiles",
        "Proceedings of the National Academy of Sciences",
        "10.1073/pnas.0506580102",
        "102",
        "15545-15550",
    ),
    Reference(
        "korotkevich2021",
        "Korotkevich, G. and Sukhov, V. and Budin, N. and Shpak, B. and Artyomov, M. N. and Sergushichev, A.",
        2021,
        "Fast gene set enrichment analysis",
        "bioRxiv",
        "10.1101/060012",
    ),
    Reference(
        "owen2000",
        "Owen, A. and Zhou, Y.",
        2000,
        "Safe and effective importance sampling",
        "Journal of the American Statistical Association",
        "10.1080/01621459.2000.10473909",
        "95",
        "135-143",
    ),
    Reference(
        "wijesooriya2022",
        "Wijesooriya, K. and Jadaan, S. A. and Perera, K. L. and Kaur, T. and Ziemann, M.",
        2022,
        "Urgent need for consistent standards in functional enrichment analysis",
        "PLoS Computational Biology",
        "10.1371/journal.pcbi.1009935",
        "18",
        "e1009935",
    ),
    Reference(
        "ashburner2000",
        "Ashburner, M. and others",
        2000,
        "Gene Ontology: tool for the unification of biology",
        "Nature Genetics",
        "10.1038/75556",
        "25",
        "25-29",
    ),
    Reference(
        "go2023",
        "{The Gene Ontology Consortium}",
        2023,
        "The Gene Ontology knowledgebase in 2023",
        "Genetics",
        "10.1093/genetics/iyad031",
        "224",
        "iyad031",
    ),
    Reference(
        "liberzon2015",
        "Liberzon, A. and Birger, C. and Thorvaldsdóttir, H. and Ghandi, M. and Mesirov, J. P. and Tamayo, P.",
        2015,
        "The Molecular Signatures Database Hallmark Gene Set Collection",
        "Cell Systems",
        "10.1016/j.cels.2015.12.004",
        "1",
        "417-425",
    ),
    Reference(
        "harris2020",
        "Harris, C. R. and others",
        2020,
        "Array programming with NumPy",
        "Nature",
        "10.1038/s41586-020-2649-2",
        "585",
        "357-362",
    ),
    Reference(
        "virtanen2020",
        "Virtanen, P. and others",
        2020,
        "SciPy 1.0: fundamental algorithms for scientific computing in Python",
        "Nature Methods",
        "10.1038/s41592-019-0686-2",
        "17",
        "261-272",
    ),
    Reference(
        "irizarry2005",
        "Irizarry, R. A. and Warren, D. and Spencer, F. and Kim, I. F. and Biswal, S. and Frank, B. C. and Gabrielson, E. and "
        "Garcia, J. G. N. and Geoghegan, J. and Germino, G. and others",
        2005,
        "Multiple-laboratory comparison of microarray platforms",
        "Nature Methods",
        "10.1038/nmeth756",
        "2",
        "345-350",
    ),
    Reference(
        "lex2014",
        "Lex, A. and Gehlenborg, N. and Strobelt, H. and Vuillemot, R. and Pfister, H.",
        2014,
        "UpSet: visualization of intersecting sets",
        "IEEE Transactions on Visualization and Computer Graphics",
        "10.1109/TVCG.2014.2346248",
        "20",
        "1983-1992",
    ),
    Reference(
        "hunter2007",
        "Hunter, J. D.",
        2007,
        "Matplotlib: a 2D graphics environment",
        "Computing in Science & Engineering",
        "10.1109/MCSE.2007.55",
        "9",
        "90-95",
    ),
    Reference(
        "bourgon2010",
        "Bourgon, R. and Gentleman, R. and Huber, W.",
        2010,
        "Independent filtering increases detection power for high-throughput experiments",
        "Proceedings of the National Academy of Sciences",
        "10.1073/pnas.0914005107",
        "107",
        "9546-9551",
    ),
    Reference(
        "stephens2017",
        "Stephens, M.",
        2017,
        "False discovery rates: a new deal",
        "Biostatistics",
        "10.1093/biostatistics/kxw041",
        "18",
        "275-294",
    ),
    Reference(
        "storey2004",
        "Storey, J. D. and Taylor, J. E. and Siegmund, D.",
        2004,
        "Strong control, conservative point estimation and simultaneous conservative consistency of false "
        "discovery rates: a unified approach",
        "Journal of the Royal Statistical Society B",
        "10.1111/j.1467-9868.2004.00439.x",
        "66",
        "187-205",
    ),
    Reference(
        "chen2016",
        "Chen, Y. and Lun, A. T. L. and Smyth, G. K.",
        2016,
        "From reads to genes to pathways: differential expression analysis of RNA-Seq experiments using Rsubread "
        "and the edgeR quasi-likelihood pipeline",
        "F1000Research",
        "10.12688/f1000research.8987.2",
        "5",
        "1438",
    ),
    Reference(
        "phipson2016",
        "Phipson, B. and Lee, S. and Majewski, I. J. and Alexander, W. S. and Smyth, G. K.",
        2016,
        "Robust hyperparameter estimation protects against hypervariable genes and improves power to detect "
        "differential expression",
        "Annals of Applied Statistics",
        "10.1214/16-AOAS920",
        "10",
        "946-963",
    ),
    Reference(
        "smyth2005",
        "Smyth, G. K. and Michaud, J. and Scott, H. S.",
        2005,
        "Use of within-array replicate spots for assessing differential expression in microarray experiments",
        "Bioinformatics",
        "10.1093/bioinformatics/bti270",
        "21",
        "2067-2075",
    ),
    Reference(
        "ritchie2006",
        "Ritchie, M. E. and Diyagama, D. and Neilson, J. and van Laar, R. and Dobrovic, A. and Holloway, A. and "
        "Smyth, G. K.",
        2006,
        "Empirical array quality weights in the analysis of microarray data",
        "BMC Bioinformatics",
        "10.1186/1471-2105-7-261",
        "7",
        "261",
    ),
    Reference(
        "liu2015",
        "Liu, R. and Holik, A. Z. and Su, S. and Jansz, N. and Chen, K. and Leong, H. S. and Blewitt, M. E. and "
        "Asselin-Labat, M.-L. and Smyth, G. K. and Ritchie, M. E.",
        2015,
        "Why weight? Modelling sample and observational level variability improves power in RNA-seq analyses",
        "Nucleic Acids Research",
        "10.1093/nar/gkv412",
        "43",
        "e97",
    ),
    Reference(
        "lund2012",
        "Lund, S. P. and Nettleton, D. and McCarthy, D. J. and Smyth, G. K.",
        2012,
        "Detecting differential expression in RNA-sequence data using quasi-likelihood with shrunken dispersion "
        "estimates",
        "Statistical Applications in Genetics and Molecular Biology",
        "10.1515/1544-6115.1826",
        "11",
        "8",
    ),
    Reference(
        "hodges1963",
        "Hodges, J. L. and Lehmann, E. L.",
        1963,
        "Estimates of location based on rank tests",
        "Annals of Mathematical Statistics",
        "10.1214/aoms/1177704172",
        "34",
        "598-611",
    ),
)
REFERENCES = {reference.key: reference for reference in _ALL}
