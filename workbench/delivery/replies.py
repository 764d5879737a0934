"""专家意见回复表: the experts' comments as they were pasted, each with what the self-check found on the same matter."""

import re
from dataclasses import dataclass

from workbench.analysis.review import rules
from workbench.errors import UsageError

LEAST_ALIKE = 0.2  # share of a rule's pairs of characters that a comment must hold
_NUMBER = re.compile(r"^\s*(?:[（(]?\d+[）).、．:：]|[（(]?[一二三四五六七八九十]+[）)、．.]|[-•·*])\s*")
_CHINESE = re.compile(r"[^一-鿿]+")


@dataclass(frozen=True)
class Reply:
    """One comment with the rule of the review it speaks about, empty if none, and what was found by that rule."""

    comment: str
    rule: str
    findings: tuple


def read_comments(path):
    """Read comments that somebody pasted into a text file.

    Parameters
    ----------
    path : Path
        Text, one comment a paragraph or a line; numbers before them are dropped. UTF-8, or GB 18030 as Windows
        editors write it.

    Returns
    -------
    list of str

    Raises
    ------
    UsageError
        If the file cannot be read or holds no comment.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"读不到意见文件 / cannot read the comments: {path.name}: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    comments = [_NUMBER.sub("", line).strip() for line in text.splitlines()]
    comments = [comment for comment in comments if comment]
    if not comments:
        raise UsageError(f"意见文件是空的 / no comment in the file: {path.name}")
    return comments


def reply_to(comments, findings):
    """Return each comment with the rule it speaks about.

    Parameters
    ----------
    comments : list of str
        From `read_comments`.
    findings : list of Finding
        From `workbench.analysis.review.review`.

    Returns
    -------
    list of Reply
        In the order of the comments. A rule is only proposed: the one whose wording shares most with the comment.
    """
    replies = []
    for comment in comments:
        rule = _closest(comment)
        replies.append(Reply(comment, rule, tuple(item for item in findings if item.rule == rule)))
    return replies


def _closest(comment):
    held = _pairs(comment)
    alike = {name: _share(_pairs(row["zh"]), held) for name, row in rules().items()}
    best = max(alike, key=alike.get)
    return best if alike[best] >= LEAST_ALIKE else ""


def _pairs(text):
    text = _CHINESE.sub("", text)
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _share(wanted, held):
    return len(wanted & held) / len(wanted) if wanted else 0.0
