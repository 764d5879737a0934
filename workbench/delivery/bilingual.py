"""Text cells speak both languages; a report speaks one.

A heading reads ``中文 · English``; an English sentence stands in italics beside the Chinese ones.
"""

import re

_HEADING = re.compile(r"^(#{1,6} +)(.*\S) +· +([^\n\u4e00-\u9fff]+)$", re.MULTILINE)
_ENGLISH = re.compile(r"(?<!\*)\*(?!\*)([^*\u4e00-\u9fff]*[A-Za-z]\s+[A-Za-z][^*\u4e00-\u9fff]*)\*(?!\*)")


def in_language(markdown, lang):
    """Return what a text cell says in one language.

    Parameters
    ----------
    markdown : str
        Text of a cell.
    lang : str
        ``zh`` leaves the English out; ``en`` takes the English sentences, and the Chinese ones only of a cell that
        has no other.

    Examples
    --------
    >>> in_language("## 损失 · Losses\\n\\n按价值排列。*Ranked by value, dearest first.*", "zh")
    '## 损失\\n\\n按价值排列。'
    >>> in_language("## 损失 · Losses\\n\\n按价值排列。*Ranked by value, dearest first.*", "en")
    '## Losses\\n\\nRanked by value, dearest first.'
    """
    if lang != "en":
        return _ENGLISH.sub("", _HEADING.sub(r"\1\2", markdown)).strip()
    translated = _HEADING.sub(r"\1\3", markdown)
    if not _ENGLISH.search(translated):
        return translated.strip()
    headings = [line for line in translated.splitlines() if line.startswith("#")]
    return "\n\n".join([*headings, *(found.strip() for found in _ENGLISH.findall(translated))])
