"""One statistical check a file; each holds a CHECK."""
