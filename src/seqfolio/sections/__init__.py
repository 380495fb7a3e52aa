"""Analysis -> Page: one folder per section; numbers in compute.py, pictures in figures.py, words in text.md.j2."""
