"""Papers for an exam: one for each student, or a few versions, with their key."""

from pathlib import Path

from ..exercises.kit import file_name
from .keys import questions_for
from .paper import LETTERS, write_paper, write_paper_key


def write_papers(course, out, versions=0):
    """Write papers as A4 Word documents.

    Parameters
    ----------
    course : Course
        With secret, exercises and students.
    out : Path
        The folder.
    versions : int, optional
        How many versions A, B, C …; 0 gives each student a paper of her own.

    Returns
    -------
    list of Path
        The papers, and behind them the key.
    """
    out = Path(out)
    if versions:
        parts = [(f"{letter} 卷", f":{letter}", f"paper_{letter}") for letter in LETTERS[:versions]]
        parts = [(f"{line}　学号：＿＿＿＿＿＿　姓名：＿＿＿＿＿＿", line, name, stem) for line, name, stem in parts]
    else:
        parts = [
            (f"学号 {one.id}　姓名 {one.name}　班级 {one.group}", f"{one.id} {one.name}", one.id, file_name(one.id))
            for one in course.students
        ]
    written, keyed = [], []
    for line, short, name, stem in parts:
        questions = questions_for(course, name)
        written.append(out / f"{stem}.docx")
        write_paper(written[-1], course.title, line, questions)
        keyed.append((short, questions))
    write_paper_key(out / "key.docx", course.title, keyed)
    return [*written, out / "key.docx"]
