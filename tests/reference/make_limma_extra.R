# limma and edgeR on cases that the other scripts do not reach. Run in the folder of this file:
#   Rscript make_limma_extra.R
# Genes are a part of the data set (the rows named below), so that the tables stay small.
suppressPackageStartupMessages({library(edgeR); library(limma)})
put <- function(x, n) {
  x <- as.data.frame(x, check.names = FALSE)
  for (j in seq_along(x)) if (is.double(x[[j]])) x[[j]] <- signif(x[[j]], 12)
  con <- gzfile(file.path("limma_extra", paste0(n, ".csv.gz")), "w"); write.csv(x, con); close(con)
}
table_of <- function(f, n, ...) put(topTable(f, coef = ncol(f), n = Inf, sort.by = "none", confint = TRUE, ...), n)
read_counts <- function(d) as.matrix(read.csv(file.path(d, "counts.csv.gz"), row.names = 1, check.names = FALSE))
read_samples <- function(d) read.csv(file.path(d, "samples.csv"), row.names = 1, stringsAsFactors = TRUE)

# --- pasilla: every fifth gene, unfiltered ---------------------------------------------------------------------
k <- read_counts("pasilla"); s <- read_samples("pasilla"); s$condition <- relevel(s$condition, "untreated")
k <- k[seq(1, nrow(k), 5), ]; X <- model.matrix(~ type + condition, s); Xg <- model.matrix(~ 0 + condition + type, s)
put(data.frame(tmm = calcNormFactors(k), tmmwsp = calcNormFactors(k, method = "TMMwsp"),
               tmm_first = calcNormFactors(k, refColumn = 1)), "pasilla_factors")
put(data.frame(default = filterByExpr(k), grouped = filterByExpr(k, group = s$condition),
               strict = filterByExpr(k, X, min.count = 50, min.total.count = 300, large.n = 1, min.prop = 0.4)), "pasilla_filters")
y <- DGEList(k); y <- calcNormFactors(y)
v <- voom(y, X); f <- lmFit(v, X)
table_of(eBayes(f), "pasilla_unfiltered_voom")
table_of(eBayes(f, robust = TRUE), "pasilla_unfiltered_voom_robust")
lc <- cpm(y, log = TRUE, prior.count = 3); f <- lmFit(lc, X)
table_of(eBayes(f, trend = TRUE), "pasilla_unfiltered_trend")
table_of(eBayes(f, trend = TRUE, robust = TRUE), "pasilla_unfiltered_trend_robust")
kept <- k[filterByExpr(k, X), ]; y <- calcNormFactors(DGEList(kept)); v <- voom(y, Xg); f <- lmFit(v, Xg)
C <- cbind(B_A = c(-1, 1, 0), type_B = c(0, 1, -1), mean = c(0.5, 0.5, 0.25))
g <- eBayes(contrasts.fit(f, C)); put(cbind(g$coefficients, g$stdev.unscaled, g$t, g$p.value, g$lods), "pasilla_contrasts")
put(topTable(g, coef = 1:3, n = Inf, sort.by = "none"), "pasilla_contrasts_F")
table_of(eBayes(f, robust = TRUE, winsor.tail.p = c(0.02, 0.2)), "pasilla_voom_robust_tails")
table_of(eBayes(f, proportion = 0.2, stdev.coef.lim = c(0.5, 2)), "pasilla_voom_proportion")
put(topTreat(treat(f, lfc = 0.3, trend = TRUE, robust = TRUE), coef = 3, n = Inf, sort.by = "none"), "pasilla_treat_robust_trend")
put(removeBatchEffect(lc, batch = s$type, design = model.matrix(~ condition, s)), "pasilla_batch_removed")
put(removeBatchEffect(lc, batch = s$type, covariates = c(1, 3, 2, 5, 4, 7, 1)), "pasilla_batch_covariate_removed")
gw <- seq_len(nrow(lc)) %% 3 + 0.5; aw <- c(1, 0.5, 2, 1, 1, 0.2, 1)
table_of(eBayes(lmFit(lc, X, weights = gw)), "pasilla_gene_weights")
table_of(eBayes(lmFit(lc, X, weights = aw)), "pasilla_sample_weights")

# --- sim_many_samples: 500 genes, 24 samples in unequal blocks --------------------------------------------------
use <- c(1:12, 51:62) # twelve samples of either condition
k <- read_counts("sim_many_samples")[1:500, use]; s <- read_samples("sim_many_samples")[use, ]
set.seed(3); block <- c(1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 9, 9, 9)
k <- round(k * exp(outer(rep(1, 500), rnorm(9, 0, 0.3)[block]) * rexp(500))); storage.mode(k) <- "integer"
put(cbind(k), "blocks_counts"); put(data.frame(block = block, condition = s$condition), "blocks_samples")
X <- model.matrix(~ condition, s); y <- calcNormFactors(DGEList(k)); lc <- cpm(y, log = TRUE, prior.count = 3)
dc <- duplicateCorrelation(lc, X, block = block); v <- voom(y, X); dv <- duplicateCorrelation(v, X, block = block)
put(data.frame(plain = dc$atanh.correlations, weighted = dv$atanh.correlations), "blocks_atanh")
v2 <- voom(y, X, block = block, correlation = dv$consensus); d2 <- duplicateCorrelation(v2, X, block = block)
put(data.frame(name = c("plain", "weighted", "again"), value = c(dc$consensus, dv$consensus, d2$consensus)), "blocks_consensus")
table_of(eBayes(lmFit(v2, X, block = block, correlation = d2$consensus)), "blocks_voom")
table_of(eBayes(lmFit(lc, X, block = block, correlation = dc$consensus, weights = rep(c(1, 2, 0.5), 8)), trend = TRUE), "blocks_trend_sample_weights")
put(data.frame(
  reml_weighted = arrayWeights(v, X, method = "reml"), genes_unweighted = arrayWeights(lc, X, method = "genebygene"),
  groups = arrayWeights(lc, X, var.group = rep(c("a", "b", "c"), 8)),
  groups_weighted = arrayWeights(v, X, var.group = rep(c("a", "b", "c"), 8)),
  numeric = arrayWeights(lc, X, var.design = cbind(1:24, rep(0:1, 12))),
  numeric_reml_weighted = arrayWeights(v, X, var.design = cbind(1:24, rep(0:1, 12)), method = "reml"),
  prior = arrayWeights(lc, X, prior.n = 200)), "blocks_array_weights")

# --- small and odd ones ------------------------------------------------------------------------------------------
set.seed(5); n <- 200; sd <- sqrt(0.1 * 4 / rchisq(n, 4)); sd[1:6] <- sd[1:6] * 30
m <- matrix(rnorm(n * 8, 5, sd), n); m[7, ] <- 3; m[8:9, 5:8] <- m[8:9, 5:8] + 60; X <- cbind(1, rep(0:1, each = 4))
put(m, "small_values"); f <- lmFit(m, X)
table_of(eBayes(f, robust = TRUE), "small_robust"); table_of(eBayes(f, trend = TRUE, robust = TRUE), "small_robust_trend"); table_of(eBayes(f), "small_plain")
e <- matrix(rnorm(n * 8, 5, 1), n); put(e, "equal_variance_values"); f <- lmFit(e, X)
table_of(eBayes(f, robust = TRUE), "equal_variance_robust"); table_of(eBayes(f, trend = TRUE), "equal_variance_trend"); table_of(eBayes(f), "equal_variance_plain")
for (g in c(2, 3, 5, 10)) table_of(eBayes(lmFit(m[11:(10 + g), ], X), trend = TRUE), paste0("few_genes_trend_", g))
x <- c(1, 1, 2, 2, 2, 3, 5, 5.001, 5.002, 8, 8, 8, 8, 9, 12, 13, 20, 20, 21, 40); z <- sin(x) + x / 10
put(data.frame(x = x, y = z, default = lowess(x, z)$y, exact = lowess(x, z, f = 0.3, delta = 0)$y,
               wide = lowess(x, z, f = 0.5, delta = 3, iter = 1)$y, none = lowess(x, z, f = 0.7, iter = 0)$y), "lowess_ties")
