import pandas as pd
import pytest
from matplotlib.colors import to_hex

from workbench.display.causes_map import cause_map
from workbench.display.style import BLUE, WHITE

CAUSES = pd.DataFrame(
    [
        ("浸出渣带走锌与有价金属", "technology", "化验单"),
        ("浸出渣带走锌与有价金属", "technology", "台账"),
        ("浸出渣带走锌与有价金属", "control", None),
        ("制酸尾气余热未回收", "equipment", "热平衡"),
        ("制酸尾气余热未回收", "equipment", ""),
    ],
    columns=["loss", "aspect", "evidence"],
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_cause_map_can_be_read(legible, lang):
    texts = legible(cause_map(CAUSES, lang))
    assert {"zh": "管理", "en": "management"}[lang] in texts
    rotations = {label.get_rotation() for label in cause_map(CAUSES, lang).axes[0].get_xticklabels()}
    assert rotations == {{"zh": 0.0, "en": 90.0}[lang]}


def test_each_field_counts_its_causes_and_the_edges_add_them_up(legible):
    texts = legible(cause_map(CAUSES))
    # Fields 2, 1, 2; rows 3 and 2; columns 2, 2, 1 and five empty ones; in all 5.
    assert sorted(int(text) for text in texts if text.isdigit()) == [0] * 5 + [1, 1, 2, 2, 2, 2, 2, 3, 5]


def test_a_field_is_filled_only_when_every_cause_has_evidence():
    fields = cause_map(CAUSES).axes[0].collections
    assert [to_hex(field.get_facecolor()[0]) for field in fields] == [BLUE, WHITE, WHITE]


def test_a_strange_aspect_is_refused():
    with pytest.raises(ValueError, match="weather"):
        cause_map(CAUSES.assign(aspect="weather"))
