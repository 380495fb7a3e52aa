# Rscript make_reference.R: tximport 1.26 on the files of ../real, for test_tximport.py.
suppressMessages(library(tximport))
samples <- c("ctrl-1", "ctrl-2", "treat-1", "treat-2")
tx2gene <- read.delim("../real/tx2gene.tsv", header = FALSE)[, 1:2]
files <- list(
  salmon = file.path("../real/salmon", samples, "quant.sf"),
  kallisto = file.path("../real/kallisto", samples, "abundance.tsv"),
  gaps = file.path("gaps", samples, "quant.sf"),
  rsem = file.path("../real/rsem", paste0(samples, ".genes.results")),
  isoforms = file.path("../real/rsem", paste0(samples, ".isoforms.results"))
)
# Samples in which whole genes have no transcript at all.
for (i in seq_along(samples)) {
  quant <- read.delim(files$salmon[i], check.names = FALSE)
  gone <- (seq_len(nrow(quant)) %% 6 == i) | (seq_len(nrow(quant)) %in% 8:9)
  quant$TPM[gone] <- 0; quant$NumReads[gone] <- 0
  dir.create(dirname(files$gaps[i]), recursive = TRUE, showWarnings = FALSE)
  write.table(quant, files$gaps[i], sep = "\t", quote = FALSE, row.names = FALSE)
}
for (kind in names(files)) for (how in c("no", "scaledTPM", "lengthScaledTPM")) {
  if (kind == "rsem" && how != "no") next  # tximport wants transcripts for that
  type <- switch(kind, gaps = "salmon", isoforms = "rsem", kind)
  names(files[[kind]]) <- samples
  txi <- if (kind == "rsem") tximport(files[[kind]], type = type, txIn = FALSE, txOut = FALSE, countsFromAbundance = how)
         else tximport(files[[kind]], type = type, tx2gene = tx2gene, txIn = TRUE, countsFromAbundance = how)
  out <- data.frame(gene = rownames(txi$counts), counts = txi$counts, length = txi$length, check.names = FALSE)
  write.csv(format(out, digits = 12, trim = TRUE), sprintf("%s_%s.csv", kind, how), row.names = FALSE, quote = FALSE)
}
