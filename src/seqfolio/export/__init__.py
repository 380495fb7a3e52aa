"""Analysis -> tables and data for other programs."""
