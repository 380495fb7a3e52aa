# R's own likelihood ratio test of small sets with a gene near the cut-off of Cook's distance (DESeq2 1.38.3).
# Rscript make_likelihood_ratio.R FOLDER: reads counts_*.csv.gz (genes x samples, half of them in each of two groups).
suppressMessages(library(DESeq2))
folder <- commandArgs(TRUE)[1]
for (file in Sys.glob(file.path(folder, "counts_*.csv.gz"))) {
  counts <- as.matrix(read.csv(file, row.names = 1))
  col <- data.frame(group = factor(rep(c("a", "b"), each = ncol(counts) / 2)))
  fit <- suppressMessages(DESeq(DESeqDataSetFromMatrix(counts, col, ~ group), test = "LRT", reduced = ~ 1))
  found <- results(fit)
  out <- data.frame(maxCooks = mcols(fit)$maxCooks, stat = found$stat, pvalue = found$pvalue, padj = found$padj)
  con <- gzfile(sub("counts_", "lrt_", file), "w")
  write.csv(format(out, digits = 12), con, quote = FALSE, row.names = TRUE)
  close(con)
}
