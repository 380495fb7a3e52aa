"""A theme: the house style."""

from __future__ import annotations

from pathlib import Path

from seqfolio.render.theme import Theme

THEME = Theme("house", "House style", Path(__file__).parent / "house", "Our colours.")
