"""Frames -> pictures: drawing only; no number is decided here."""
