"""Statistics on arrays: no files, no pandas, no report. Usable alone."""
