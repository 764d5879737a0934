"""The grade book as tables, and as the files a teacher wants: csv, xlsx by class, a platform's own columns."""

from collections import Counter
from pathlib import Path

import pandas as pd

from ..exercises import load_exercise, misconceptions
from .books import read_map, write_csv, write_mapped, write_workbook
from .course import CAPSTONE
from .rooms import marks_of_room
from .written import NAME

STUDENT = ("学号", "姓名", "班级")
SUMMARY = ("总分", "满分", "百分制", "迟交", "待评", "备注")


def write_grades(book, out, maps=()):
    """Write a grade book.

    Parameters
    ----------
    book : Gradebook
        From `workbench.delivery.course.grading.grade`.
    out : Path
        The folder.
    maps : sequence of Path
        Column maps of learning platforms.

    Returns
    -------
    list of Path
    """
    out, marks = Path(out), mark_table(book)
    rules = [read_map(path, list(marks.columns)) for path in maps]
    written = written_table(book)
    write_csv(marks, out / "成绩.csv")
    classes = {group or "—": marks[marks["班级"] == group] for group in book.course.groups}
    sheets = {"未交迟交与文件": remark_table(book), "疑似抄袭": pair_table(book), "常见错误": mistake_table(book)}
    write_workbook(classes | sheets, out / "成绩.xlsx")
    files = [out / "成绩.csv", out / "成绩.xlsx"]
    if len(written):
        write_workbook({"文字题": written}, out / NAME)
        files.append(out / NAME)
    return files + [write_mapped(marks, rule, out) for rule in rules]


def mark_table(book):
    """Return the marks: one row a student, one column an exercise; what was not handed in stays empty."""
    rows = []
    whole = book.whole
    for student in book.course.students:
        marks, total = book.marks.get(student.id), book.total(student.id)
        late = book.late(student.id)
        remark = "未交" if marks is None else "；".join(sorted({r.zh for r in book.remarks if r.student == student.id}))
        row = dict(zip(STUDENT, (student.id, student.name, student.group), strict=True))
        for name in book.out_of:
            row[name] = marks[name].earned if marks and name in marks else None
        if student.id in book.rooms:
            row[CAPSTONE] = marks_of_room(book.rooms[student.id])
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
