"""Cut the site's fonts to the characters that the site shows.

A page may show what is in any page, figure, script or style sheet, what
Plotly writes on an axis, and what is on a keyboard. Characters beyond these
come from the reader's own fonts.

Source: https://fonttools.readthedocs.io/en/latest/subset/
"""

import hashlib
from html import unescape
from io import BytesIO
from pathlib import Path

from course import storage
from course.project import HERE, Project

SHOWN = (
    "**/*.html",
    "assets/js/**/*.js",
    "assets/css/*.css",
    "assets/figures/*.json",
)
ALWAYS = {*map(chr, range(0x20, 0x7F)), *"\u00a0\u200b−×μ"}


def characters(destination: Path) -> set[str]:
    """Every character that a built site can show."""
    found = set(ALWAYS)
    for glob in SHOWN:
        for path in destination.glob(glob):
            text = path.read_text("utf-8")
            found.update(unescape(text) if path.suffix == ".html" else text)
    return found


def cut(destination: Path, project: Project = HERE) -> None:
    """Rewrite the fonts of a built site; each result is remembered."""
    text = "".join(sorted(characters(destination)))
    for path in (destination / "assets" / "fonts").glob("*.woff2"):
        whole = path.read_bytes()
        name = hashlib.sha256(whole + text.encode()).hexdigest()[:24]
        kept = project.cache / "fonts" / name
        if not kept.exists():
            storage.write_bytes(kept, subset(whole, text), project)
        path.write_bytes(kept.read_bytes())


def subset(font: bytes, text: str) -> bytes:
    """A font with what it has of these characters, as woff2."""
    # Importing takes longer than all else when nothing has to be cut.
    from fontTools import subset as tools

    options = tools.Options()
    options.layout_features = ["*"]
    options.flavor = "woff2"
    loaded = tools.load_font(BytesIO(font), options)
    subsetter = tools.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(loaded)
    result = BytesIO()
    tools.save_font(loaded, result, options)
    return result.getvalue()
