"""Schedule (实施进度): critical path of the audit's tasks, Gantt table of the options, what is late."""

import pandas as pd

_ROUNDING = 1e-9  # days


def critical_path(tasks):
    """Return the earliest and latest days of tasks that wait for one another.

    Parameters
    ----------
    tasks : DataFrame
        task, duration [d], after (tasks that have to be finished before, joined by ``;``).

    Returns
    -------
    pandas.DataFrame
        task, duration, start, finish (earliest), latest_start, latest_finish, slack [d from the start of the first],
        critical (no slack). In an order in which they can be done.

    Raises
    ------
    ValueError
        Where a task waits for one that is not listed, or tasks wait for one another in a circle.

    Examples
    --------
    >>> tasks = pd.DataFrame({"task": ["a", "b", "c"], "duration": [2, 3, 1], "after": ["", "a", "a"]})
    >>> critical_path(tasks)["slack"].tolist()
    [0.0, 0.0, 2.0]
    """
    waits = {row["task"]: [name for name in row["after"].split(";") if name] for row in tasks.to_dict("records")}
    duration = dict(zip(tasks["task"], tasks["duration"].astype(float), strict=True))
    order = _order(waits)
    finish = {}
    for task in order:
        finish[task] = max((finish[name] for name in waits[task]), default=0.0) + duration[task]
    end, latest = max(finish.values(), default=0.0), {}
    for task in reversed(order):
        followers = [latest[name] - duration[name] for name in order if task in waits[name]]
        latest[task] = min(followers, default=end)
    rows = [(task, duration[task], finish[task] - duration[task], finish[task], latest[task]) for task in order]
    table = pd.DataFrame(rows, columns=["task", "duration", "start", "finish", "latest_finish"])
    slack = table["latest_finish"] - table["finish"]
    table.insert(4, "latest_start", table["start"] + slack)
    return table.assign(slack=slack, critical=slack < _ROUNDING)


def _order(waits):
    unknown = sorted({name for names in waits.values() for name in names} - set(waits))
    if unknown:
        raise ValueError(f"等待的任务不在表中 tasks wait for tasks that are not listed: {unknown}")
    order, left = [], dict(waits)
    while left:
        ready = [task for task, names in left.items() if not set(names) & set(left)]
        if not ready:
            raise ValueError(f"任务互相等待 tasks wait for one another in a circle: {sorted(left)}")
        order += ready
        left = {task: names for task, names in left.items() if task not in ready}
    return order


def gantt_table(case, today=None):
    """Return the schedule of the options with what a Gantt chart and a deadline check need.

    Parameters
    ----------
    case : Case
    today : date or str, optional
        Day on which the progress is judged; the day of the audit by default.

    Returns
    -------
    pandas.DataFrame
        option, task, name, department, start, finish (dates), days (both ends counted), offset (days after the first
        start of all), done (share), evidence (pieces of evidence of the option), state: "done", "late" (finish past,
        not done), "running", "waiting", "unknown" (no progress or no day to judge by).
    """
    tasks = case["schedule"]
    start, finish = pd.to_datetime(tasks["start"]), pd.to_datetime(tasks["finish"])
    day = today if today is not None else case.setting("audit_date")
    table = tasks[["option", "task", "name", "department"]].assign(
        start=start,
        finish=finish,
        days=(finish - start).dt.days + 1,
        offset=(start - start.min()).dt.days,
        done=tasks["done"],
        evidence=tasks["option"].map(case["evidence"]["option"].value_counts()).fillna(0).astype(int),
    )
    now = None if day is None else pd.Timestamp(day)
    states = [_state(row["start"], row["finish"], row["done"], now) for row in table.to_dict("records")]
    return table.assign(state=pd.Series(states, index=table.index, dtype="str"))


def _state(start, finish, done, now):
    if done == 1:
        return "done"
    if now is None or pd.isna(done):
        return "unknown"
    if now > finish:
        return "late"
    return "running" if now >= start else "waiting"


def option_dates(case):
    """Return the first start and the last finish of each scheduled option: option, start, finish, tasks, done.

    ``done`` is the share done weighted by the days of the tasks; unknown where one is.
    """
    table = gantt_table(case)
    work = table["days"] * table["done"]
    groups = table.assign(work=work).groupby("option", sort=False)
    dates = groups.agg(start=("start", "min"), finish=("finish", "max"), tasks=("task", "count"), days=("days", "sum"))
    done = groups["work"].agg(lambda values: values.sum(skipna=False)) / dates["days"]
    return dates.drop(columns="days").assign(done=done).reset_index()
