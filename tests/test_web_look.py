"""A site's own look: colours that cannot be told apart and logos that are more than a picture stop
the program, with what to write instead.
"""

import re
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk import colours, config
from pressdesk.colours import SHAPE, TEXT
from pressdesk.errors import ConfigError
from pressdesk.web import logo, look
from pressdesk.web.edge import PAGE_BYTES

CSS = (Path(__file__).parent.parent / "static" / "pressdesk.css").read_text(encoding="utf-8")
LIGHT, DARK = look.palettes(CSS)
RED = {"colour_top": "#7a1020", "colour_accent": "#8a1538", "colour_line": "#f0c0a0"}
SHAPES = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40">%s</svg>'
DRAWN = SHAPES % '<rect width="160" height="40" fill="#fff"/>'
COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
# What is read, or must be seen, before what; both palettes.
LETTERS = [
    *[("ink", on) for on in ("paper", "card", "tint", "leaves-tint", "stays-tint", "mark")],
    *[("soft", on) for on in ("paper", "card", "tint", "leaves-tint", "stays-tint")],
    *[("link", on) for on in ("paper", "card", "tint", "leaves-tint", "stays-tint")],
    *[("wrong", on) for on in ("paper", "card", "tint", "leaves-tint")],
    *[("act-ink", "act"), ("act-ink", "act-over"), ("top-ink", "top"), ("crisis-ink", "crisis")],
    *[("paper", on) for on in ("act", "wrong", "stays")],
]
MARKS = [
    *[("edge", on) for on in ("paper", "card", "tint")],
    *[("focus", on) for on in ("paper", "card", "tint", "leaves-tint", "stays-tint")],
    *[("act", on) for on in ("paper", "card", "leaves-tint")],
    *[("stays", "paper"), ("stays", "stays-tint"), ("sun", "top"), ("bar", "paper")],
]


def png(*chunks: bytes, sides: tuple[int, int] = (1, 1)) -> bytes:
    """A picture of one dot, with chunks of one's own before the last."""
    head = struct.pack(">IIBBBBB", *sides, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0\xff\xff\xff")), (b"IEND", b"")]
    made = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    ]
    return b"".join([logo.PNG, *made[:2], *chunks, made[2]])


def own_sheet(**given_colours: str) -> str:
    return look.sheet(config.Settings(**given_colours), LIGHT, DARK) or ""


def refusal(**given_colours: str) -> str:
    with pytest.raises(ConfigError) as refused:
        own_sheet(**given_colours)
    return str(refused.value)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#fff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that passes
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_what_the_guidelines_say(one, other, ratio):
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colours.contrast(other, one) == colours.contrast(one, other)


@given(colour=COLOURS, ground=COLOURS)
def test_there_is_always_a_fitting_colour_on_one_ground(colour, ground):
    found = colours.fitting(colour, [(ground, TEXT)])

    assert found is not None
    assert colours.contrast(found, ground) >= TEXT


@given(colour=COLOURS)
def test_a_fitting_colour_is_the_nearest(colour):
    needs = [("#ffffff", TEXT)]

    found = colours.fitting(colour, needs) or ""

    fits = colours.contrast(colour, "#ffffff") >= TEXT
    assert (found == colour) == fits
    assert fits or colours.contrast(found, "#ffffff") < TEXT + 0.75


def test_no_colour_stands_out_from_black_and_white_at_once_by_far():
    assert colours.fitting("#808080", [("#000000", 7.0), ("#ffffff", 7.0)]) is None


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_our_own_colours_can_be_told_apart(palette):
    pairs = [(a, b, TEXT) for a, b in LETTERS] + [(a, b, SHAPE) for a, b in MARKS]

    faint = [(a, b) for a, b, least in pairs if colours.contrast(palette[a], palette[b]) < least]

    assert faint == []


@pytest.mark.parametrize("accent", ["#8a1538", "#005ea5", "#3d5a00", "#5b2a86", "#000000"])
def test_with_a_sites_colours_every_pair_can_still_be_told_apart(accent):
    made = own_sheet(colour_top="#4a1030", colour_accent=accent)
    day, _, night = made.partition(look.DARK)
    pairs = [(a, b, TEXT) for a, b in LETTERS] + [(a, b, SHAPE) for a, b in MARKS]

    for ours, rule in ((LIGHT, day), (DARK, night)):
        palette = ours | dict(look.PROPERTY.findall(rule))
        told = {(a, b): colours.contrast(palette[a], palette[b]) >= least for a, b, least in pairs}
        assert [pair for pair, is_told in told.items() if not is_told] == []


def test_a_faint_accent_is_refused_with_one_that_fits():
    told = refusal(colour_accent="#ffcc00")

    assert told.startswith("colour_accent: #ffcc00 on the page's #fbfaf7 (paper) has contrast 1.4")
    assert "at least 4.5 is needed. A darker one that fits: #" in told
    assert own_sheet(colour_accent=told.rpartition(" ")[2])


@pytest.mark.parametrize(
    ("given_colours", "words"),
    [
        ({"colour_top": "#ffe000"}, "colour_top: #ffe000 on the page's #fff"),
        ({"colour_accent_dark": "#203040"}, "A lighter one that fits"),
        ({"colour_line": "#1a4a55"}, "colour_line: #1a4a55 on the page's #12414a (top)"),
        ({"colour_top": "#7d6a00"}, "colour_line: #e8b04a on the page's #7d6a00 (top)"),
    ],
)
def test_each_faint_pair_is_refused(given_colours, words):
    assert words in refusal(**given_colours)


def test_every_faint_pair_is_told_at_once():
    told = refusal(colour_top="#ffe000", colour_accent="#ffcc00", colour_accent_dark="#222222")

    settings = {line.partition(":")[0] for line in told.splitlines()}
    assert {"colour_top", "colour_accent", "colour_accent_dark"} <= settings


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "12414a", "#12414a; }", "#1234567"])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ConfigError, match="six hexadecimal digits"):
        config.parse({"colour_top": colour})


@pytest.mark.parametrize("name", ["../x.svg", "/etc/x.png", "x.gif", ".svg", "a b.png", "x.svg/"])
def test_what_is_no_file_in_the_data_folder_is_refused(name):
    with pytest.raises(ConfigError, match="in the data folder"):
        config.parse({"logo": name})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "neither a PNG nor an SVG"),
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"<html/>", "neither a PNG nor an SVG"),
        (png()[:-4], "no whole PNG"),
        (png() + b"<script>", "no whole PNG"),
        (logo.PNG + png()[-12:], "no whole PNG"),
        (png(sides=(20_000, 20_000)), "at most 2,000 pixels a side"),
        (png(sides=(0, 1)), "at most 2,000 pixels a side"),
        (b"x" * 30_721, "30,721 bytes; at most 30,720"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no viewBox"),
        ("<!DOCTYPE svg>" + DRAWN, "<!DOCTYPE"),
        (("<!DOCTYPE svg>" + DRAWN).encode("utf-16"), "in UTF-8"),
        ('<?xml version="1.0" encoding="utf-7"?>' + DRAWN, "in UTF-8"),
        ('<?xml-stylesheet href="x.css"?>' + DRAWN, "<?xml-stylesheet"),
        (SHAPES % "<script>x</script>", "has <script>"),
        (SHAPES % "<foreignObject/>", "has <foreignObject>"),
        (SHAPES % '<image href="https://x.example/y.png"/>', "has <image>"),
        (SHAPES % '<animate attributeName="x"/>', "has <animate>"),
        (SHAPES % '<a xmlns="http://www.w3.org/1999/xhtml"/>', "has <a>"),
        (SHAPES % '<g onclick="x()"/>', "the event handler onclick"),
        (SHAPES % '<use href="https://x.example/y.svg#z"/>', "fetches something by href"),
        (
            SHAPES % '<use xmlns:l="http://www.w3.org/1999/xlink" l:href="//x.example/y"/>',
            "fetches something by href",
        ),
        (SHAPES % '<g fill="url(https://x.example/y)"/>', "fetches something by fill"),
        (SHAPES % "<g style=\"fill: url( '//x.example')\"/>", "fetches something by style"),
        (SHAPES % "<style>@import 'x.css';</style>", "by its <style>"),
        (SHAPES % "<style>g { fill: u\\72l(//x.example) }</style>", "by its <style>"),
        (SHAPES % "<style>g { cursor: image('https://x.example') }</style>", "by its <style>"),
    ],
)
def test_a_logo_that_is_no_mere_picture_is_refused(tmp_path, body, words):
    (tmp_path / "logga.svg").write_bytes(body if isinstance(body, bytes) else body.encode())

    with pytest.raises(ConfigError, match=re.escape(words)) as refused:
        logo.read(tmp_path, "logga.svg")

    assert str(refused.value).startswith("logo: logga.svg ")


def test_a_missing_logo_is_told(desk_site):
    with pytest.raises(ConfigError, match=r"logo: none\.png cannot be read"):
        desk_site.with_settings(logo="none.png").app()


def test_an_ordinary_drawing_is_taken(tmp_path):
    drawn = SHAPES % (
        "<title>Märke</title><style>.a { fill: url(#g) }</style><defs><linearGradient id='g'>"
        "<stop offset='0'/></linearGradient></defs><path class='a' d='M0 0h9v9z'/>"
        "<use href='#g'/><text fill=\"url('#g')\">Å</text>"
    )
    (tmp_path / "a.svg").write_text(drawn, encoding="utf-8")

    assert logo.read(tmp_path, "a.svg").kind == "image/svg+xml"


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [("logga.svg", DRAWN.encode(), "image/svg+xml"), ("logga.png", png(), "image/png")],
)
def test_the_logo_is_sent_as_every_answer_to_an_employee_is(desk_site, name, body, kind):
    (desk_site.home / name).write_bytes(body)

    found = desk_site.with_settings(logo=name).app().test_client().get("/logga")

    assert (found.status_code, found.headers["Content-Type"]) == (200, kind)
    assert (len(found.data), found.data.startswith(body)) == (PAGE_BYTES, True)
    assert "Set-Cookie" not in found.headers
    assert found.headers["Cache-Control"] == "no-store, no-transform"
    assert found.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_colours_are_sent_as_every_answer_to_an_employee_is(desk_site):
    found = desk_site.with_settings(**RED).app().test_client().get("/utseende.css")

    assert (found.status_code, len(found.data)) == (200, PAGE_BYTES)
    assert found.headers["Content-Type"] == "text/css; charset=utf-8"
    assert found.text.startswith(":root { --top: #7a1020; --sun: #f0c0a0; --link: #8a1538;")
    assert "Set-Cookie" not in found.headers


@pytest.mark.parametrize("path", ["/", "/lattlast/fraga", "/en/svar", "/no", "/konto/logga-in"])
def test_every_page_links_what_the_site_has_set(desk_site, path):
    (desk_site.home / "logga.svg").write_text(DRAWN)
    hers = desk_site.with_settings(logo="logga.svg", **RED).app().test_client()

    page = hers.get(path).text

    prefix = re.match(r"(/lattlast|/en)?", path)[0]
    assert f'<link rel="stylesheet" href="{prefix}/utseende.css">' in page
    assert f'<img src="{prefix}/logga" alt="Exempelstads kommun">' in page
    assert hers.get(f"{prefix}/logga").status_code == 200


def test_a_site_that_sets_nothing_links_nothing(employee):
    page = employee.get("/").text

    assert "utseende.css" not in page
    assert '/logga"' not in page
    assert [employee.get(path).status_code for path in ("/utseende.css", "/logga")] == [404, 404]


def test_the_stylesheet_is_small_and_names_its_colours_in_one_place():
    rules = re.sub(r"/\*.*?\*/", "", CSS[CSS.index("*, ::before") :], flags=re.DOTALL)

    assert len(CSS.encode()) < 30_000
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*})|rgba?\(|hsl", rules) == []


def test_nothing_on_a_page_moves_by_itself():
    assert re.findall(r"transition|animation|@keyframes|scroll-behavior|url\(|@import", CSS) == []
