"""A folder of answers graded: marks, who is missing or late, what is odd, whose numbers are a classmate's."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from ..exercises import load_exercise, misconceptions
from .copying import find_pairs
from .marking import mark_exercise
from .roll import call_roll
from .submissions import Remark, counted

STUDENT = ("学号", "姓名", "班级")
SUMMARY = ("总分", "满分", "百分制", "迟交", "待评", "备注")


@dataclass(frozen=True, eq=False)
class Gradebook:
    """A course, graded.

    Attributes
    ----------
    course : Course
        With its students.
    marks : dict of str to dict of str to Mark
        By student who handed in anything, by exercise.
    out_of : dict of str to float
        Marks of each exercise.
    remarks : list of Remark
        On files and students.
    pairs : list of Pair
        Students whose wrong numbers are a classmate's right ones.
    """

    course: object
    marks: dict
    out_of: dict
    remarks: list
    pairs: list

    @property
    def missing(self):
        """Students of whom there is no file that counts."""
        return [student for student in self.course.students if student.id not in self.marks]

    def late(self, student):
        """Return the exercises that a student answered after the deadline only."""
        return [exercise for exercise, mark in self.marks.get(student, {}).items() if mark.late]

    def total(self, student):
        """Return the marks of a student, None where nothing was handed in."""
        marks = self.marks.get(student)
        return None if marks is None else round(sum(mark.earned for mark in marks.values()), 2)


def grade(course, submissions, remarks=(), given=()):
    """Return a course graded.

    Parameters
    ----------
    course : Course
        Its secret makes every variant again; nothing in a kit or an answer file is believed.
    submissions : list of Submission
        As they were read.
    remarks : sequence of Remark
        On files that could not be read.
    given : dict of (str, str, str) to float
        The teacher's marks of sentences, by student, exercise and asked name.
    """
    taken, odd = call_roll(course, submissions)
    marks, wrong, keys, out_of = {student: {} for student in taken}, {}, {}, {}
    for name in course.exercises:
        exercise = load_exercise(name)
        works = {
            student: counted(tried, course.deadline, course.attempts)
            for student, submission in taken.items()
            if (tried := submission.attempts.get(name))
        }
        sheet = mark_exercise(exercise, course, works, given)
        keys |= sheet.keys
        out_of[name] = marks_of(exercise)
        for student, mark in sheet.marks.items():
            marks[student][name] = mark
            wrong.setdefault(student, {}).update(sheet.wrong[student])
    odd += [remark for submission in taken.values() for remark in _odd(course, submission, marks[submission.student])]
    return Gradebook(course, marks, out_of, [*remarks, *odd], find_pairs(wrong, keys))


def marks_of(exercise):
    """Return the marks that an exercise gives at most."""
    return float(
        sum(
            asked.get("marks") or max((level["marks"] for level in asked.get("rubric", [])), default=0)
            for asked in exercise.asked.values()
        )
    )


def _odd(course, submission, marks):
    """Yield at most one remark on a submission that counts."""
    strange = sorted(name for name in submission.attempts if name not in course.exercises)
    altered = [f"{exercise}.{name}" for exercise, mark in marks.items() for name in mark.altered]
    zh = [f"不属本课程的练习：{'、'.join(strange)}"] if strange else []
    en = [f"exercises of no part of the course: {', '.join(strange)}"] if strange else []
    if altered:
        zh.append(f"被改动、未计分的答案：{'、'.join(altered)}")
        en.append(f"altered answers, not counted: {', '.join(altered)}")
    if zh:
        yield Remark(submission.file, submission.student, "；".join(zh), "; ".join(en))


def mark_table(book):
    """Return the marks: one row a student, one column an exercise; what was not handed in stays empty."""
    rows = []
    whole = sum(book.out_of.values())
    for student in book.course.students:
        marks, total = book.marks.get(student.id), book.total(student.id)
        late = book.late(student.id)
        remark = "未交" if marks is None else "；".join(sorted({r.zh for r in book.remarks if r.student == student.id}))
        row = dict(zip(STUDENT, (student.id, student.name, student.group), strict=True))
        for name in book.out_of:
            row[name] = marks[name].earned if marks and name in marks else None
        waiting = sum(len(mark.waiting) for mark in (marks or {}).values())
        percent = None if total is None else round(100 * total / whole, 1)
        summary = (total, whole, percent, "、".join(late), waiting or None, remark)
        rows.append(row | dict(zip(SUMMARY, summary, strict=True)))
    return pd.DataFrame(rows, columns=[*STUDENT, *book.out_of, *SUMMARY])


def remark_table(book):
    """Return missing, late and odd: kind, student, file, sentence."""
    named = {student.id: student for student in book.course.students}
    rows = [("未交 missing", student.id, "", "没有可计分的文件 / no file that counts") for student in book.missing]
    rows += [("迟交 late", student, "", "、".join(late)) for student in book.marks if (late := book.late(student))]
    rows += [("文件 file", remark.student, remark.file, f"{remark.zh} / {remark.en}") for remark in book.remarks]
    table = pd.DataFrame(rows, columns=["类别", "学号", "文件", "说明"])
    names = [named[student].name if student in named else "" for student in table["学号"]]
    table.insert(2, "姓名", pd.Series(names, index=table.index, dtype=object))
    return table


def pair_table(book):
    """Return pairs of students: whose answers, whose data they fit, which answers, how likely by chance."""
    named = {student.id: student for student in book.course.students}
    rows = [
        {
            **{"学号": pair.student, "姓名": named[pair.student].name, "班级": named[pair.student].group},
            **{"与其数据相符的同学": pair.classmate, "同学姓名": named[pair.classmate].name},
            **{"相符的答案": "、".join(".".join(place) for place in pair.answers), "个数": len(pair.answers)},
            **{"偶然相符的人数期望": round(pair.chance, 4), "判断": "明显 clear" if pair.clear else "较弱 weak"},
        }
        for pair in book.pairs
    ]
    columns = [
        "学号",
        "姓名",
        "班级",
        "与其数据相符的同学",
        "同学姓名",
        "相符的答案",
        "个数",
        "偶然相符的人数期望",
        "判断",
    ]
    return pd.DataFrame(rows, columns=columns)


def mistake_table(book):
    """Return how many students made which recognised mistake, the most frequent first."""
    counts = Counter(
        (exercise, found.asked, found.misconception)
        for marks in book.marks.values()
        for exercise, mark in marks.items()
        for found in mark.verdicts
        if found.misconception
    )
    known = misconceptions()
    rows = [(*place, known[place[2]]["zh"], number) for place, number in counts.most_common()]
    return pd.DataFrame(rows, columns=["练习", "所求", "错误", "说明", "人数"])


def written_table(book):
    """Return the sentences that a teacher has to mark, with the rubric; the last column is to be filled in."""
    rows = []
    for student in book.course.students:
        for name, mark in book.marks.get(student.id, {}).items():
            for found in mark.verdicts:
                asked = load_exercise(name).asked[found.asked]
                if "text" in asked and found.asked in mark.answers:
                    rubric = "\n".join(f"{level['marks']} 分：{level['zh']}" for level in asked["rubric"])
                    given = None if found.right is None else found.marks
                    text = str(mark.answers[found.asked])
                    rows.append((student.id, student.name, name, found.asked, asked["zh"], text, rubric, given))
    return pd.DataFrame(rows, columns=["学号", "姓名", "练习", "所求", "题目", "答案", "评分标准", "得分"])
