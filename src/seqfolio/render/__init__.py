"""Report -> files: HTML, PDF, and what MultiQC shows. Knows the document, no section and no statistics."""
