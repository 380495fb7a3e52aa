"""One method a file; each holds a METHOD."""
