"""What ``workbench standards`` answers."""

from pathlib import Path

from ..errors import UsageError
from ..standards import check_standards, export_system, import_system, in_force, load_system, standards

_LIST = ["standard", "kind", "number", "title_zh", "effective", "superseded", "origin"]
_SHOW = ["indicator", "name_zh", "group", "unit", "direction", "level1", "level2", "level3", "limiting", "provenance"]
_CHECK = ["table", "id", "field", "value", "unit", "state", "confidence", "source"]


def answer(action, what, date=None):
    """Return the text that answers one of list, show, check, import, export.

    Parameters
    ----------
    action : str
    what : list of str
        Id or file, as the action needs.
    date : str, optional
        Only what is in force on this day.

    Raises
    ------
    UsageError
        If an id or file is missing.
    """
    return _ACTIONS[action](what, date)


def _list(_, date):
    table = (standards() if date is None else in_force(date)).reset_index()
    return table[[column for column in _LIST if column in table]].to_string(index=False)


def _show(what, date):
    system = load_system(_one(what, "标准编号 the id of a standard"), date)
    table = system.indicators
    head = "\n".join(f"{name}: {value}" for name, value in system.passport.items() if value == value and value)
    return head + "\n\n" + table[[column for column in _SHOW if column in table]].to_string(index=False)


def _check(_, __):
    table = check_standards()
    counts = table["state"].value_counts().to_string()
    return table[[column for column in _CHECK if column in table]].to_string(index=False) + "\n\n" + counts


def _import(what, _):
    return import_system(Path(_one(what, "Excel 文件 an Excel file")))


def _export(what, _):
    if len(what) != 2:
        raise UsageError("写作 export ID FILE.xlsx / write export ID FILE.xlsx")
    export_system(what[0], Path(what[1]))
    return what[1]


def _one(what, needed):
    if len(what) != 1:
        raise UsageError(f"须给出 {needed} is needed")
    return what[0]


_ACTIONS = {"list": _list, "show": _show, "check": _check, "import": _import, "export": _export}
