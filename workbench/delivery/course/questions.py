"""An exercise with one student's data as a question that stands by itself: for paper, key and question bank."""

import re
from dataclasses import dataclass

from ..exercises.hints import worked
from ..exercises.texts import NAME, fill, unit_words, written_value
from ..exercises.values import answers_of, names_of, tolerance_of

KINDS = ("choose", "choose_all", "text", "date")


@dataclass(frozen=True, eq=False)
class Blank:
    """One thing a question asks.

    Attributes
    ----------
    key, label, unit : str
        Its name in the exercise, and what people read.
    marks : float
        What it is worth.
    kind : str
        ``number``, ``date``, ``choose``, ``choose_all`` or ``text``.
    choices : tuple of (str, str)
        Id and text of each choice.
    answers : tuple of (float, float)
        Of a number: each value that is right, the engine's first, with its tolerance in the same unit.
    answer : object
        The right answer; None of a sentence.
    answer_text : str
        The same for people.
    rubric : tuple of (float, str)
        Of a sentence: marks and what earns them.
    """

    key: str
    label: str
    unit: str
    marks: float
    kind: str
    choices: tuple
    answers: tuple
    answer: object
    answer_text: str
    rubric: tuple = ()


@dataclass(frozen=True, eq=False)
class Question:
    """One exercise with its data.

    Attributes
    ----------
    id, title, story : str
        What the student reads.
    tables : tuple of (tuple, tuple)
        Header and rows of the data shown, every cell a text.
    blanks : tuple of Blank
        What is asked.
    worked : str
        The reasoning with these numbers: for the key only.
    """

    id: str
    title: str
    story: str
    tables: tuple
    blanks: tuple
    worked: str

    @property
    def marks(self):
        """Marks for everything."""
        return sum(blank.marks for blank in self.blanks)


def question_of(variant, lang="zh"):
    """Return a variant as a question.

    Parameters
    ----------
    variant : Variant
        From `workbench.delivery.exercises.draw`.
    lang : str
        ``zh`` or ``en``.
    """
    exercise = variant.exercise
    names = names_of(exercise, variant.shown, variant.hidden)
    return Question(
        id=exercise.id,
        title=exercise.title[lang],
        story=fill(exercise, exercise.story, variant.shown, lang),
        tables=tuple(data_tables(exercise, variant.shown, lang)),
        blanks=tuple(_blank(exercise, key, names, lang) for key in exercise.asked),
        worked=worked(exercise, variant, lang),
    )


def data_tables(exercise, shown, lang):
    """Yield header and rows of the data that the story does not tell: single values, lists of one length together."""
    told = {match[0] for match in re.findall(NAME, exercise.story[lang])}
    untold = [(name, how) for name, how in exercise.given.items() if name not in told]
    single = [(name, how) for name, how in untold if not isinstance(shown[name], list)]
    if single:
        header = ("项目", "数值", "单位") if lang == "zh" else ("item", "value", "unit")
        yield header, tuple((how[lang], _words(how, shown[name], lang), _unit(how, lang)) for name, how in single)
    lists = [(name, how) for name, how in untold if isinstance(shown[name], list)]
    for length in dict.fromkeys(len(shown[name]) for name, _ in lists):
        yield _side_by_side([(how, shown[name]) for name, how in lists if len(shown[name]) == length], lang)


def _side_by_side(columns, lang):
    named = next((how["rows"] for how, _ in columns if how.get("rows")), None)
    length = len(columns[0][1])
    first = [row[lang] for row in named] if named else [str(number) for number in range(1, length + 1)]
    header = ["项目" if named else "序号"] if lang == "zh" else ["item" if named else "no."]
    for how, _ in columns:
        unit = _unit(how, lang)
        header.append(f"{how[lang]} [{unit}]" if unit else how[lang])
    cells = [[_words(how, value, lang, place) for place, value in enumerate(values)] for how, values in columns]
    return tuple(header), tuple(zip(first, *cells, strict=True))


def _words(how, value, lang, place=None):
    return written_value(how, value, lang, item=place)


def _unit(how, lang):
    return unit_words(str(how.get("unit", "")), lang)


def _blank(exercise, key, names, lang):
    asked = exercise.asked[key]
    kind = next((kind for kind in KINDS if kind in asked), "number")
    choices = tuple(
        (str(choice["id"]), choice[lang]) for choice in [*asked.get("choose", []), *asked.get("choose_all", [])]
    )
    rubric = tuple((level["marks"], level[lang]) for level in asked.get("rubric", []))
    right = answers_of(asked, names) if "answer" in asked else [names.get(key)]
    answers = tuple((float(value), tolerance_of(asked, value)) for value in right) if kind == "number" else ()
    return Blank(
        **{"key": key, "label": fill(exercise, asked, names, lang), "unit": _unit(asked, lang), "kind": kind},
        **{"marks": float(asked.get("marks") or max((marks for marks, _ in rubric), default=0))},
        **{"choices": choices, "answers": answers, "answer": right[0], "rubric": rubric},
        answer_text="" if kind == "text" else fill(exercise, "{" + key + "}", names, lang),
    )
