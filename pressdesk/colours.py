"""How far two colours stand apart, as WCAG 2.2 counts it, and the nearest that stands out."""

from collections.abc import Iterable

TEXT = 4.5  # letters on what lies behind them
SHAPE = 3.0  # lines, borders and marks that mean something
BLACK, WHITE = "#000000", "#ffffff"
STEPS = 100
LINEAR_BELOW = 0.04045


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white).

    Args:
        one, other: as #rrggbb or #rgb.
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How much light a colour gives, 0 to 1."""
    red, green, blue = (_linear(part / 255) for part in parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share, 0 to 1, of another in it."""
    pairs = zip(parts(colour), parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def fitting(colour: str, needs: Iterable[tuple[str, float]]) -> str | None:
    """The colour itself, or the nearest darker or lighter one, that stands out from all the others.

    Args:
        needs: the others, each with the least contrast.

    Returns:
        None when neither black nor white would do.
    """
    wanted = list(needs)
    for step in range(STEPS + 1):
        for end in (BLACK, WHITE):
            tried = mixed(colour, end, step / STEPS)
            if all(contrast(tried, other) >= least for other, least in wanted):
                return tried
    return None


def parts(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    digits = colour.removeprefix("#")
    full = digits if len(digits) == len("rrggbb") else "".join(2 * digit for digit in digits)
    red, green, blue = bytes.fromhex(full)
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= LINEAR_BELOW else float(((part + 0.055) / 1.055) ** 2.4)
