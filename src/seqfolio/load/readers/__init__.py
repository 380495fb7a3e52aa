"""One input format a file; each holds a READER."""
