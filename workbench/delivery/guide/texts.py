"""What the guide tells everybody: its CSV tables in the language of the reader."""

from functools import cache
from pathlib import Path

import pandas as pd

LANGUAGES = ("zh", "en")


@cache
def _read(name):
    path = Path(__file__).parent / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def texts(name, lang):
    """Return a table of the guide in one language.

    Parameters
    ----------
    name : str
        File name without ending: agenda, cards, checklist, difficulties, prompts or quiz.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    DataFrame
        Of each pair of columns ``x_zh`` and ``x_en`` the one in the language, called ``x``.
    """
    (other,) = (word for word in LANGUAGES if word != lang)
    table = _read(name)
    own = [column for column in table if not column.endswith(f"_{other}")]
    return table[own].rename(columns=lambda column: column.removesuffix(f"_{lang}"))
