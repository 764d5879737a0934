from pathlib import Path

import pandas as pd
import pytest

from workbench.delivery import guide
from workbench.delivery.guide.texts import texts

FOLDER = Path(guide.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.csv"))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_in_both_languages(name):
    table = pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    pairs = [column.removesuffix("_zh") for column in table if column.endswith("_zh")]
    assert pairs
    for column in pairs:
        assert ((table[f"{column}_zh"] == "") == (table[f"{column}_en"] == "")).all(), column


def test_a_language_takes_its_own_columns():
    assert list(texts("prompts", "zh")) == list(texts("prompts", "en")) == ["aspect", "question"]
    assert texts("prompts", "zh")["question"][0] != texts("prompts", "en")["question"][0]
