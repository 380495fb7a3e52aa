"""How well a colour stands out, and its shade that stands out enough."""

from __future__ import annotations

WHITE, BLACK = "#ffffff", "#000000"
STEPS = 50


def contrast_with_white(colour: str) -> float:
    """Contrast of ``#rrggbb`` on white, 1 to 21 (WCAG 2.2, relative luminance)."""
    return contrast(colour, WHITE)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21, whichever is the lighter one (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def standing_out(colour: str, ground: str, least: float) -> str:
    """The colour, as little darker on a light ground, or lighter on a dark one, as it takes to reach a contrast.

    Args:
        colour: ``#rrggbb``.
        ground: what it lies on, ``#rrggbb``.
        least: contrast that is needed, such as 4.5 for text and 3 for marks (WCAG 2.2, 1.4.3 and 1.4.11).
    """
    goal = BLACK if _luminance(ground) > 0.2 else WHITE
    shades = (_mixed(colour, goal, step / STEPS) for step in range(STEPS))
    return next((shade for shade in shades if contrast(shade, ground) >= least), goal)


def _mixed(colour: str, goal: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(goal), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
