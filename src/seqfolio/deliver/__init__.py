"""Finished results folders to people: each channel on its own, each delivery with a receipt, nothing twice."""
