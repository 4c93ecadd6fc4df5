"""A site's logo: a picture and nothing else. What could run, or fetch, is refused at start."""

import re
import struct
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree  # nosec B405 - a DOCTYPE is refused first

from pressdesk.errors import ConfigError

MOST_BYTES = 30_720  # beside it fits the padding of an employee's answer
MOST_PIXELS = 2_000  # a side: few bytes can unfold to more than a phone holds
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "style",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
    ]
)
FETCHES = re.compile(
    r"@import|\\|url\(\s*['\"]?(?!['\"]?#)|image-set|javascript:|https?:|//", re.IGNORECASE
)
ENCODING = re.compile(r"""<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)


class Logo(NamedTuple):
    """The file's bytes, and what they are."""

    body: bytes
    kind: str


def read(folder: Path, name: str) -> Logo:
    """A site's logo.

    Raises:
        ConfigError: it is missing, too large, no PNG or SVG, or not a mere picture.
    """
    try:
        body = (folder / name).read_bytes()
    except OSError as error:
        raise _refused(name, f"cannot be read in {folder} ({type(error).__name__})") from None
    if len(body) > MOST_BYTES:
        raise _refused(name, f"has {len(body):,} bytes; at most {MOST_BYTES:,} are taken")
    if body.startswith(PNG):
        if not _is_whole_png(body):
            raise _refused(name, "is no whole PNG: save it anew")
        if not all(0 < side <= MOST_PIXELS for side in struct.unpack(">2I", body[16:24])):
            raise _refused(name, f"is too large: at most {MOST_PIXELS:,} pixels a side are taken")
        return Logo(body, "image/png")
    _check_svg(name, body)
    return Logo(body, "image/svg+xml")


def _is_whole_png(body: bytes) -> bool:
    """Whether its chunks lead to the last one, and nothing stands behind it."""
    at = len(PNG)
    kind = b""
    while kind != b"IEND" and at + 12 <= len(body):
        kind = body[at + 4 : at + 8]
        at += 12 + int.from_bytes(body[at : at + 4], "big")
    return kind == b"IEND" and at == len(body) and body[12:16] == b"IHDR"


def _check_svg(name: str, body: bytes) -> None:
    # In another coding the marks below look otherwise, and so does the padding of an answer.
    text = body.decode("utf-8-sig", "replace")
    if "\ufffd" in text or ENCODING.search(text):
        raise _refused(name, "is neither a PNG nor an SVG in UTF-8")
    if any(mark in text for mark in ("<!DOCTYPE", "<!ENTITY", "<?xml-stylesheet")):
        raise _refused(name, "has <!DOCTYPE, <!ENTITY or <?xml-stylesheet: remove it")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 # nosec B314 - as above
    except ElementTree.ParseError:
        raise _refused(name, "is neither a PNG nor an SVG") from None
    if root.tag != f"{SVG}svg":
        raise _refused(name, "is neither a PNG nor an SVG")
    if "viewBox" not in root.attrib:
        raise _refused(name, "has no viewBox, so that it cannot be made larger or smaller")
    for element in root.iter():
        _check_element(name, element)


def _check_element(name: str, element: ElementTree.Element) -> None:
    tag = str(element.tag).removeprefix(SVG)
    if tag not in SHAPES:
        raise _refused(name, f"has <{tag.rpartition('}')[2]}>: save it as plain shapes")
    for long_name, value in element.attrib.items():
        attribute = long_name.rpartition("}")[2]
        if attribute.lower().startswith("on"):
            raise _refused(name, f"has the event handler {attribute}: remove it")
        if attribute in {"href", "base"} and not value.startswith("#"):
            raise _refused(name, f"fetches something by {attribute}: only #… within it is taken")
        if FETCHES.search(value):
            raise _refused(name, f"fetches something by {attribute}: only #… within it is taken")
    if tag == "style" and FETCHES.search("".join(element.itertext())):
        raise _refused(name, "fetches something by its <style>: only #… within it is taken")


def _refused(name: str, fault: str) -> ConfigError:
    return ConfigError(f"logo: {name} {fault}")
