import warnings
from io import BytesIO

import matplotlib
import pytest
from fontTools.ttLib import TTFont

from workbench.display import style

AUDIT_CHARACTERS = "㎥㎡m²m³₂₃₄⁻⁺‰ⅠⅡⅢⅣⅫ①⑩≥≤℃→←↑↓×÷±−—…锌镉铊锰苎麻脱胶氟化铝"


@pytest.mark.parametrize("family", style.FONT_FILES)
def test_the_shipped_fonts_hold_every_character_of_an_audit_under_their_own_name(family):
    font = TTFont(style.FONT_FILES[family])
    assert not [character for character in AUDIT_CHARACTERS if ord(character) not in font.getBestCmap()]
    assert font["name"].getDebugName(1) == family
    assert "Noto" not in family


def test_the_licence_of_the_fonts_lies_beside_them():
    text = (style.FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_a_figure_draws_chinese_subscripts_and_ticks_without_a_missing_glyph():
    figure = style.new_figure(8, 5)
    axes = style.tidy_axes(figure.subplots())
    axes.set_title(AUDIT_CHARACTERS + "☑☐✗")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(BytesIO(), format="png")
    assert figure.get_size_inches() == pytest.approx((8 / 2.54, 5 / 2.54))
    assert not axes.spines["top"].get_visible()


def test_importing_the_style_changes_nothing_but_the_font():
    assert matplotlib.rcParams["font.family"] == style.FONT_FAMILIES
    assert matplotlib.rcParams["axes.grid"] is False
    assert matplotlib.rcParams["axes.spines.top"] is True


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (float("nan"), "—"),
        (0, "0"),
        (5636.86, "5,637"),
        (61.7423, "61.74"),
        (254687.15, "254,687"),
        (40.0, "40"),
        (0.012345, "0.01235"),
        (-3.5, "−3.5"),
        (1.5e-8, "1.5×10⁻⁸"),
        (float("inf"), "∞"),
    ],
)
def test_numbers_keep_four_figures_and_whole_numbers_all_of_theirs(value, text):
    assert style.number(value) == text


def test_shares_are_written_as_per_cent_and_unknown_stays_unknown():
    assert style.percent(0.926628) == "92.7%"
    assert style.percent(float("nan")) == "—"


def test_roles_differ_by_more_than_colour():
    for roles in (("measured", "reconciled", "estimated"), ("I", "II", "III", "none"), ("before", "after")):
        looks = {(style.ROLES[role].hatch, style.ROLES[role].marker) for role in roles}
        assert len(looks) == len(roles)
