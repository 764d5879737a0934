"""Daily work of the audit team (审核小组日常管理): who is on duty in which week, and what is overdue on a day."""

import pandas as pd

from workbench.errors import UsageError

from .schedule import gantt_table

ON_DUTY = ("working",)
CALIBRATED_FOR = 365
"""Days that a calibration holds where nothing else is written; many meters have other intervals."""
_OVERDUE = ["kind", "id", "name", "department", "due", "days"]


def rota(team, start, weeks):
    """Return who is on duty week by week, the working group in turn, the next one as deputy.

    Parameters
    ----------
    team : DataFrame
        member, name, group, department of the audit team.
    start : date or str
        Any day of the first week; a week runs from Monday to Sunday.
    weeks : int
        How many weeks.

    Returns
    -------
    DataFrame
        week (1 …), start, finish, name, department, deputy.

    Raises
    ------
    UsageError
        Where the team has nobody in its working group.
    """
    members = team[team["group"].isin(ON_DUTY)].reset_index(drop=True)
    if members.empty:
        raise UsageError("审核小组没有工作小组成员 / nobody in the working group of the audit team")
    first = pd.Timestamp(start).normalize()
    monday = first - pd.Timedelta(days=first.weekday())
    turn = [number % len(members) for number in range(weeks)]
    deputy = [(number + 1) % len(members) for number in turn]
    begins = pd.Series([monday + pd.Timedelta(weeks=number) for number in range(weeks)], dtype="datetime64[ns]")
    return pd.DataFrame(
        {
            "week": range(1, weeks + 1),
            "start": begins.dt.date,
            "finish": (begins + pd.Timedelta(days=6)).dt.date,
            "name": members["name"].iloc[turn].to_list(),
            "department": members["department"].iloc[turn].to_list(),
            "deputy": members["name"].iloc[deputy].to_list(),
        }
    )


def overdue(case, day):
    """Return what should have been done before a day and is not, the oldest first.

    Parameters
    ----------
    case : Case
    day : date or str
        Day of the look.

    Returns
    -------
    DataFrame
        kind (task | document | calibration | policy), id, name, department, due (date; NaT for a document, which has no
        day of its own), days (late; nan for a document). A calibration is due `CALIBRATED_FOR` days after the last one.
    """
    now = pd.Timestamp(day)
    parts = [_tasks(case, now), _calibrations(case), _policy(case), _documents(case, now)]
    found = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=_OVERDUE)], ignore_index=True)
    due = pd.to_datetime(found["due"])
    late = found.assign(due=due, days=(now - due).dt.days)
    late = late[late["due"].isna() | (late["due"] < now)]
    return late.sort_values("days", ascending=False, na_position="last", ignore_index=True)[_OVERDUE]


def _tasks(case, now):
    tasks = gantt_table(case, now)
    tasks = tasks[tasks["state"] == "late"]
    return tasks.assign(kind="task", id=tasks["task"], due=tasks["finish"])[_OVERDUE[:-1]]


def _calibrations(case):
    plan = case["measurement_plan"]
    plan = plan[plan["calibrated"] != ""]
    due = pd.to_datetime(plan["calibrated"]) + pd.Timedelta(days=CALIBRATED_FOR)
    return plan.assign(kind="calibration", id=plan["point"], name=plan["name"], department="", due=due)[_OVERDUE[:-1]]


def _policy(case):
    checks = case["policy_checks"]
    checks = checks[(checks["class"] == "eliminated") & (checks["deadline"] != "")]
    options = case["options"]
    finished = set(options.loc[options["status"] == "implemented", "option"])
    mended = [any(option in finished for option in _options_named(text, options)) for text in checks["action"]]
    checks = checks[~pd.Series(mended, index=checks.index, dtype=bool)]
    due = pd.to_datetime(checks["deadline"])
    return checks.assign(kind="policy", id=checks["check"], name=checks["object"], department="", due=due)[
        _OVERDUE[:-1]
    ]


def _options_named(text, options):
    """Return the options whose number stands in a text."""
    words = text.replace("、", " ").replace("，", " ").replace(",", " ").split()
    return [option for option in options["option"] if option in words]


def _documents(case, now):
    documents = case["documents"]
    received = pd.to_datetime(documents["received"].where(documents["received"] != "", None))
    missing = (documents["priority"] == "A") & ((documents["available"] == "no") | (received > now))
    rows = documents[missing]
    return rows.assign(kind="document", id=rows["document"], department=rows["source"], due=pd.NaT)[_OVERDUE[:-1]]
