"""The reports beside the whole one: the interim and the acceptance report, cut from the same chapters."""

import re
import tomllib
from dataclasses import dataclass, replace

from workbench import places

from .contents import Chapter, Figure, Table, Text

_SECTION = re.compile(r"^##\s+(.+?)\s*$", re.MULTILINE)
_NUMBER = re.compile(r"(\d+)-(\d+)$")


@dataclass(frozen=True)
class Edition:
    """One report: its file, its title by language and its chapters as the editions file has them."""

    name: str
    file: str
    titles: dict
    chapters: tuple


def read_editions():
    """Return the editions in the order of their file.

    Returns
    -------
    list of Edition
    """
    text = (places.templates() / "editions.toml").read_text(encoding="utf-8")
    return [
        Edition(name, row["file"], {lang: row[lang] for lang in ("zh", "en")}, tuple(row["chapters"]))
        for name, row in tomllib.loads(text).items()
    ]


def cut(book, edition):
    """Return the book of an edition: parts of the whole in its order, tables and figures numbered anew.

    Parameters
    ----------
    book : Book
        The whole.
    edition : Edition
        What to take.

    Returns
    -------
    Book
        A part whose notebook has not run is left out; a mention of a table that is left out says it stands in the
        whole report.
    """
    notebooks = {chapter.name: chapter for chapter in book.chapters}
    chapters = [_chapter(number, plan, notebooks, book.lang) for number, plan in enumerate(edition.chapters, 1)]
    numbers = {}
    for chapter in chapters:
        numbers |= _new_numbers(chapter)
    renumbered = [replace(chapter, blocks=_renumber(chapter.blocks, numbers, book.lang)) for chapter in chapters]
    return replace(book, chapters=tuple(renumbered), report=edition.titles[book.lang])


def _chapter(number, plan, notebooks, lang):
    blocks, failures, title = [], [], plan.get(lang, "")
    for part in plan["take"]:
        name, _, heading = part.partition("/")
        chapter = notebooks.get(name)
        if chapter is None:
            continue
        failures.append(chapter.failure)
        title = title or chapter.title
        blocks += section(chapter, heading, lang) if heading else chapter.blocks
    failure = "; ".join(dict.fromkeys(filter(None, failures)))
    name = plan["take"][0].partition("/")[0] if len(plan["take"]) == 1 else f"edition {number}"
    return Chapter(name, number, title or f"{number}", tuple(blocks), failure, plan.get(f"ask_{lang}", ""))


def section(chapter, heading, lang):
    """Return the blocks of a chapter beneath one heading of its second level, the heading among them.

    Parameters
    ----------
    chapter : Chapter
        As a run leaves it.
    heading : str
        As the notebook writes it: ``中文 · English``.
    lang : str
        Language the chapter is in.

    Returns
    -------
    list of Text, Table or Figure
        Empty where the chapter has no such heading.
    """
    zh, _, en = heading.partition(" · ")
    wanted = zh if lang == "zh" or not en else en
    blocks, inside = [], False
    for block in chapter.blocks:
        if not isinstance(block, Text):
            blocks += [block] if inside else []
            continue
        for title, text in _passages(block.markdown):
            inside = inside if title is None else title == wanted
            if inside and text.strip():
                blocks.append(Text(text.strip()))
    return blocks


def _passages(markdown):
    """Yield (heading or None, text) of what stands before, and beneath, each heading of the second level."""
    marks = list(_SECTION.finditer(markdown))
    yield None, markdown[: marks[0].start()] if marks else markdown
    for mark, after in zip(marks, [*marks, None][1:], strict=True):
        yield mark[1], markdown[mark.start() : after.start() if after else None]


def _new_numbers(chapter):
    """Return {number in the whole: number in this edition} of the chapter's tables and figures."""
    numbers = {}
    for kind in (Table, Figure):
        found = [block.number for block in chapter.blocks if isinstance(block, kind)]
        for count, number in enumerate(dict.fromkeys(found), 1):
            numbers[number] = _NUMBER.sub(f"{chapter.number}-{count}", number)
    return numbers


def _renumber(blocks, numbers, lang):
    whole = {"zh": "审核报告", "en": "of the audit report"}[lang]
    mention = re.compile(r"(表|图|Table |Figure )\d+-\d+")

    def mentioned(match):
        number = match[0]
        if number in numbers:
            return numbers[number]
        return f"{whole}{number}" if lang == "zh" else f"{number} {whole}"

    def anew(block):
        if isinstance(block, Text):
            return replace(block, markdown=mention.sub(mentioned, block.markdown))
        return replace(block, number=numbers[block.number], note=mention.sub(mentioned, block.note))

    return tuple(anew(block) for block in blocks)
