"""Shows finished results folders inside a MultiQC report.

It reads ``seqfolio_summary.json`` and the files in ``multiqc/`` beside it, computes nothing, and imports the standard
library and MultiQC only. ``hooks.py`` is loaded at every start of MultiQC; ``seqfolio.py``, whose name MultiQC prints
in its log, only when there is a result.
"""
