"""DESeq2."""
from seqfolio.stats.deseq2.contrasts import levels
from seqfolio.stats.deseq2.fit import fit as fit
from seqfolio.stats.deseq2.lrt import lrt as lrt
from seqfolio.stats.deseq2.results import results as results
