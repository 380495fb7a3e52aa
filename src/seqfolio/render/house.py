"""A house's own colours as a style sheet: as they are on white, and in shades that are seen where they are not."""

from __future__ import annotations

from collections.abc import Mapping

from seqfolio.config.colours import standing_out

LIGHT, DARK = "#f1f3f5", "#212529"  # the grounds of our themes on which light and dark colours are seen worst
TEXT, MARKS = 4.5, 3.0
TEXTS = {"accent": ("accent", "note"), "higher": ("higher",), "lower": ("lower",)}
IN_FIGURES = {"higher": "mark-higher", "lower": "mark-lower"}


def colours(given: Mapping[str, str]) -> str:
    """Rules for the variables of css/base.css; on the screen they hold light and dark.

    Args:
        given: ``accent``, ``higher`` and ``lower``, those that the project has, as #rrggbb.
    """
    if not given:
        return ""
    dark = _variables(given, DARK, {key: standing_out(value, DARK, MARKS) for key, value in given.items()})
    return (
        f":root, .on-paper {{ {_variables(given, LIGHT, given)} }}\n"
        f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ {dark} }} }}'
    )


def _variables(given: Mapping[str, str], ground: str, marks: Mapping[str, str]) -> str:
    texts = [f"--{name}: {standing_out(value, ground, TEXT)};" for key, value in given.items() for name in TEXTS[key]]
    return " ".join([*texts, *(f"--{name}: {marks[key]};" for key, name in IN_FIGURES.items() if key in marks)])
