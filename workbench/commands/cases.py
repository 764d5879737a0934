"""Commands that make a case, or a copy of one."""

from .telling import show


def new(given):
    """Make a new case folder."""
    from ..case.writing import new_case

    for path in new_case(given.folder, given.old):
        show(str(path))


def intake(given):
    """Read a filled intake workbook into a case folder."""
    from ..case.intake import intake

    result = intake(given.file, given.folder, given.update)
    for file in result.files:
        show(f"{result.folder}/{file}")
    if result.copy is not None:
        show(f"原文件夹的副本 / copy of the folder as it was: {result.copy}")
    if len(result.changes):
        show(result.changes.to_string(index=False))


def sanitize(given):
    """Write a copy of a case without names."""
    from ..delivery.sanitize import sanitize

    show(str(sanitize(given.case, given.folder, given.name)))


def teachify(given):
    """Write a teaching copy of a real plant."""
    from ..delivery.teachify import teachify

    show(str(teachify(given.case, given.folder, given.secret, given.name)))
