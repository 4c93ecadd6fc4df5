"""A site's own colours and logo, checked at start: every pair of colours must be told apart.

The stylesheet names its colours as custom properties; a site's stand in a second, tiny one.
"""

import re
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Flask, Response, current_app
from flask.typing import ResponseReturnValue

from pressdesk import colours
from pressdesk.colours import SHAPE, TEXT
from pressdesk.config import Settings
from pressdesk.errors import ConfigError, NotFound
from pressdesk.web import access, logo
from pressdesk.web.logo import Logo

pages = Blueprint("look", __name__)

KEY = "pressdesk.look"
Palette = dict[str, str]
DARK = "@media screen and (prefers-color-scheme: dark)"
PROPERTY = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b")
# Where the colours that a site sets are seen: by whose name, before which others.
ACCENT_NEEDS = {name: TEXT for name in ("paper", "card", "tint", "stays-tint")}
TOP_NEEDS = {"top-ink": TEXT}
LINE_NEEDS = {"top": SHAPE}
TINT_SHARE, OVER_SHARE = 0.09, 0.2  # of the accent in its panels; of ink in a button under a hand


class Look(NamedTuple):
    """What every page links: a site's own sheet and logo, each None without one."""

    sheet: str | None
    logo: Logo | None


def register(app: Flask, settings: Settings, folder: Path) -> None:
    """Raises ConfigError, with what to write instead, for colours or a logo that do not do."""
    ours = (Path(app.static_folder or "") / "pressdesk.css").read_text(encoding="utf-8")
    found = Look(
        sheet(settings, *palettes(ours)),
        logo.read(folder, settings.logo) if settings.logo else None,
    )
    app.extensions[KEY] = found
    app.jinja_env.globals["look"] = found


@pages.get("/utseende.css")
@access.public
def colour_sheet() -> ResponseReturnValue:
    found = _look().sheet
    if found is None:
        raise NotFound
    return Response(found, mimetype="text/css")


@pages.get("/logga")
@access.public
def picture() -> ResponseReturnValue:
    found = _look().logo
    if found is None:
        raise NotFound
    return Response(found.body, content_type=found.kind)


def palettes(css: str) -> tuple[Palette, Palette]:
    """The colours of our stylesheet by their names, light and dark."""
    light = dict(PROPERTY.findall(css[: css.index(DARK)]))
    dark = dict(PROPERTY.findall(css[css.index(DARK) : css.index("*, ::before")]))
    return light, light | dark


def sheet(settings: Settings, light: Palette, dark: Palette) -> str | None:
    """A site's colours as custom properties; None when it has none of its own.

    Raises:
        ConfigError: a line for each pair that cannot be told apart.
    """
    top, accent, line = settings.colour_top, settings.colour_accent, settings.colour_line
    own = {"top": top} if top else {}
    own |= {"sun": line} if line else {}
    bright = settings.colour_accent_dark or (
        colours.fitting(accent, _others(ACCENT_NEEDS, dark)) if accent else ""
    )
    faults = [
        *_faults("colour_top", top, light, TOP_NEEDS),
        *_faults("colour_accent", accent, light, ACCENT_NEEDS),
        *_faults("colour_accent_dark", settings.colour_accent_dark, dark, ACCENT_NEEDS),
        *_faults("colour_line", line or (top and light["sun"]), light | own, LINE_NEEDS),
    ]
    if faults:
        raise ConfigError("\n".join(faults))
    by_day = own | (_accents(accent, light) if accent else {})
    by_night = own | (_accents(bright, dark) if bright else {})
    if not by_day and not by_night:
        return None
    return f"{_rule(by_day)}\n{DARK} {{ {_rule(by_night)} }}\n"


def _faults(setting: str, colour: str, around: Palette, needs: dict[str, float]) -> list[str]:
    if not colour:
        return []
    for name, least in needs.items():
        found = colours.contrast(colour, around[name])
        if found < least:
            better = colours.fitting(colour, _others(needs, around)) or "another colour"
            way = "darker" if colours.luminance(better) < colours.luminance(colour) else "lighter"
            return [
                f"{setting}: {colour} on the page's {around[name]} ({name}) has contrast "
                f"{found:.1f}; at least {least} is needed. A {way} one that fits: {better}"
            ]
    return []


def _others(needs: dict[str, float], around: Palette) -> list[tuple[str, float]]:
    return [(around[name], least) for name, least in needs.items()]


def _accents(accent: str, around: Palette) -> Palette:
    """Links, buttons and the panels of what goes out, from one colour."""
    ink = max("#ffffff", around["paper"], "#08262b", key=lambda on: colours.contrast(on, accent))
    # A tint takes only so much that links on it can still be read.
    tints = (colours.mixed(around["card"], accent, share / 100) for share in range(9, 0, -1))
    tint = next((t for t in tints if colours.contrast(accent, t) >= TEXT), around["card"])
    return {
        "link": accent,
        "act": accent,
        "act-ink": ink,
        "act-over": colours.mixed(accent, around["ink"], OVER_SHARE),
        "leaves-tint": tint,
    }


def _rule(palette: Palette) -> str:
    return f":root {{ {' '.join(f'--{name}: {value};' for name, value in palette.items())} }}"


def _look() -> Look:
    found: Look = current_app.extensions[KEY]
    return found
