"""The terms, what they mean to somebody at the bench, and on what occasion a report uses them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term of the glossary; ``occasion`` is a name of ``seqfolio.sections.glossary.compute``."""

    term: str
    occasion: str
    meaning: str


TERMS = (
    Term("Adjusted p-value (adj. p, padj)", "contrasts",
         "The p-value of a gene after accounting for the thousands of other genes that were tested. Among all "
         "genes with an adjusted "
         "p-value below some level, at most about that share is expected to be false: the false discovery rate (FDR)."),
    Term("Alpha", "contrasts", "The level below which an adjusted p-value makes a gene called."),
    Term("Biological coefficient of variation", "dispersions",
         "How much the expression of a gene varies from replicate to replicate, as a share of its mean; the "
         "square root of the dispersion."),
    Term("Block", "block",
         "Samples that belong together, such as those of one donor, and are therefore more alike than others; "
         "the model allows for it."),
    Term("Called", "contrasts",
         "A gene for which the test found enough evidence at the chosen level. Other programs say "
         "significant, or differentially expressed."),
    Term("Changed", "undirected",
         "Called by a test of several things at once, which says that there is a difference but not which way."),
    Term("Confidence interval", "interval",
         "A range that holds the true fold change in 95 of 100 experiments like this one; given in the tables "
         "as ci_low and ci_high."),
    Term("Contrast", "contrasts", "A comparison that was asked for, for example treated samples with untreated ones."),
    Term("Cook's distance, count outlier", "outliers",
         "How much a single sample pulls the result of a gene its way. Genes with a count that fits nothing "
         "else get no adjusted p-value."),
    Term("Covariate", "always",
         "A column of the sample sheet: something that is known about each sample, such as treatment, donor "
         "or batch."),
    Term("Dendrogram", "distance", "The tree beside a heat map: what joins early is alike."),
    Term("Design, formula", "design",
         "Which covariates the model takes into account. A donor in the design means that samples are "
         "compared within donors."),
    Term("Dispersion", "dispersions",
         "How much more the counts of a gene vary between replicates than chance in sequencing explains. It "
         "is estimated for each gene with "
         "the help of all others."),
    Term("Distance", "distance", "How different two samples are over all genes."),
    Term("Equivalent", "equivalent", "Shown to differ by less than a threshold that was set beforehand."),
    Term("False discovery rate (FDR)", "contrasts", "The share of the called genes that is expected to be false."),
    Term("Higher, lower", "levels",
         "Called, with more (or less) of the gene's RNA in the first group of the contrast, the numerator, "
         "than in the second."),
    Term("Independent filtering", "set_aside",
         "Genes with so few reads that they had no chance of being called are set aside, which leaves more "
         "power for the others."),
    Term("Library size", "counts", "All reads of a sample that were assigned to genes."),
    Term("Loading", "pca",
         "How strongly a gene pulls the samples apart along a principal component, and to which side."),
    Term("Log2 counts per million (CPM)", "logcpm",
         "Counts divided by the library size in millions, on a scale on which each step of 1 is a doubling."),
    Term("Log2 fold change (log2 FC)", "contrasts",
         "The size of a difference in doublings: 1 is twice as much, 2 four times, -1 half as much, 0 the "
         "same. Its sign says which way, "
         "and every table says what above 0 means."),
    Term("log2 scale", "log2", "A scale on which each step of 1 is a doubling."),
    Term("Mean (baseMean)", "contrasts",
         "Mean of the normalised values of a gene over all samples: how strongly it is expressed."),
    Term("Normalised count", "size_factors",
         "A count divided by the size factor of its sample, so that samples can be compared."),
    Term("Not significant", "contrasts",
         "Tested, and not called: the data do not decide. It is not evidence that nothing differs."),
    Term("Not tested", "contrasts",
         "Too few reads, no variation or an odd count: no verdict was possible or sensible."),
    Term("p-value", "contrasts",
         "How often chance alone would give a difference at least as clear if there were none. With many "
         "genes, small p-values occur by "
         "chance: look at the adjusted one."),
    Term("Principal component (PC), PCA", "pca",
         "A direction in which the samples differ, made of many genes; the first component is the direction "
         "in which they differ most."),
    Term("R²", "pca", "The share of a quantity's variation that something explains, from 0 to 1."),
    Term("Removed for display", "batch",
         "The part of the values that a covariate explains was subtracted to look at the rest. Tests take "
         "covariates into account in the model "
         "instead."),
    Term("s-value", "svalue", "The share of wrong directions to expect among genes that are at least as certain."),
    Term("Shrunken fold change", "shrunken",
         "A fold change that was pulled towards 0 the more the less is known about it; good for ranking, "
         "since weakly expressed genes "
         "no longer stand at the top by chance."),
    Term("Size factor", "size_factors",
         "How deeply a sample was sequenced relative to the others; its counts are divided by it."),
    Term("Standard error (SE)", "contrasts", "How far the estimated fold change typically lies from the true one."),
    Term("Trend of the variance", "mean_variance",
         "Weakly expressed genes vary more, since few reads were counted. The model learns this curve from all genes."),
    Term("Variance-stabilised count", "vst",
         "A count on a log2-like scale on which strongly and weakly expressed genes vary about equally; for "
         "figures, not for tests."),
    Term("z-score", "contrasts", "How many standard deviations a value lies above or below the mean of its gene."),
)  # fmt: skip
