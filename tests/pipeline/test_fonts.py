from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from course import fonts
from course.project import HERE, Project

FONTS = sorted((HERE.docs / "assets" / "fonts").glob("*.woff2"))


@pytest.fixture
def built(tmp_path):
    """A site of one page, with the fonts of the real one."""
    site = tmp_path / "site"
    for folder in ("fonts", "figures", "js", "css"):
        (site / "assets" / folder).mkdir(parents=True)
    for font in FONTS:
        (site / "assets/fonts" / font.name).write_bytes(font.read_bytes())
    (site / "index.html").write_text("<p>R&eacute;nyi ∑ x → y</p>", "utf-8")
    (site / "assets/figures/a.json").write_text('{"name": "α"}', "utf-8")
    fonts.cut(site, Project(tmp_path))
    return site


def signs(font: bytes) -> set[str]:
    return set(map(chr, TTFont(BytesIO(font)).getBestCmap()))


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_all_that_is_shown_is_still_in_the_font(built, font):
    shown = set("Rényi ∑ x → yα0123456789(){}−")
    before = signs(font.read_bytes())
    after = signs((built / "assets/fonts" / font.name).read_bytes())
    assert after >= before & shown
    assert after <= before


def test_what_is_not_shown_goes(built):
    font = built / "assets/fonts/atkinson-next.woff2"
    assert "é" in signs(font.read_bytes())
    assert "ü" not in signs(font.read_bytes())
    assert (
        font.stat().st_size
        < 0.9 * (HERE.docs / "assets/fonts" / font.name).stat().st_size
    )


def test_a_font_that_was_cut_before_is_not_cut_again(
    built, tmp_path, monkeypatch
):
    whole = {font.name: font.read_bytes() for font in FONTS}
    done = {p.name: p.read_bytes() for p in (built / "assets/fonts").iterdir()}
    for name, font in whole.items():
        (built / "assets/fonts" / name).write_bytes(font)
    monkeypatch.delattr(fonts, "subset")
    fonts.cut(built, Project(tmp_path))
    again = {p.name: p.read_bytes() for p in (built / "assets/fonts").iterdir()}
    assert again == done
