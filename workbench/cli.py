"""The command ``workbench``: one function a command, all work done by the library.

Exit codes: 0 ok, 1 problems in the data or a failed notebook, 2 wrong use.
"""

import argparse
import json
import os
import sys

from . import __version__


def main(arguments=None):
    """Run the command and return its exit code."""
    from .errors import UsageError, WorkbenchError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = _parser().parse_args(arguments)
    try:
        return given.command(given) or 0
    except UsageError as error:
        _say(str(error))
        return 2
    except WorkbenchError as error:
        _report_problems(error, getattr(given, "json", False))
        return 1


def _report_problems(error, as_json):
    problems = getattr(error, "problems", None)
    if as_json and problems is not None:
        _print_json({"problems": [problem.to_json() for problem in problems]})
    _say(str(error))


def _say(text):
    sys.stderr.write(f"{text}\n")


def _print(text):
    sys.stdout.write(f"{text}\n")


def _print_json(result):
    _print(json.dumps(result, ensure_ascii=False, allow_nan=False))


def _check(given):
    from .case import find_problems

    problems = find_problems(given.case)
    if given.json:
        _print_json({"problems": [problem.to_json() for problem in problems]})
    else:
        for problem in problems:
            _print(str(problem))
        _print(f"{len(problems)} 处问题 / problem(s)")
    return 1 if problems else 0


def _run(given):
    from .delivery.run import run

    phases = _phases(given.phases)
    result = run(
        given.case, phases=phases, parameters=dict(given.set), out=given.out, jobs=given.jobs, force=given.force
    )
    return _told(result)


def _told(result):
    for case in result.cases:
        _print(f"{case.case_id}: {case.folder or '—'}")
    for failure in result.failures:
        _say(failure)
    return 1 if result.failures else 0


def _phases(text):
    if not text:
        return None
    from .errors import UsageError

    chosen = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            raise UsageError(f"阶段写作 1-8 或 1,3,5, 不能是 {text!r} / phases are written 1-8 or 1,3,5, not {text!r}")
        chosen += range(int(first), int(last or first) + 1)
    return chosen


def _write_report(given):
    from .delivery.run import run

    result = run([given.case], out=given.out, editions=True)
    return _told(result)


def _reconcile(given):
    from .analysis.reconciliation.plant import reconcile
    from .case import load_case

    result = reconcile(load_case(given.case), given.balance, given.quantity)
    if given.json:
        _print_json(result.to_json())
    else:
        _print(result.flows.to_string(index=False))
        _print(result.suspects.to_string(index=False))
    return 0


def _evaluate(given):
    from .analysis.evaluation import evaluate
    from .case import load_case

    result = evaluate(load_case(given.case))
    if given.json:
        _print_json(result.to_json())
    else:
        _print(f"{result.system['title']}: {result.conclusion()}")
    return 0


def _appraise(given):
    from .analysis.economics import appraise_options, to_json
    from .case import load_case

    result = appraise_options(load_case(given.case))
    if given.json:
        _print_json(to_json(result))
    else:
        _print(result.to_string(index=False))
    return 0


def _review(given):
    from .analysis.review import review, to_json
    from .case import load_case

    findings = review(load_case(given.case))
    if given.json:
        _print_json(to_json(findings))
    else:
        for finding in findings:
            _print(f"{finding.rule} [{finding.severity}] {finding.where}: {finding.found} → {finding.fix}")
        _print(f"{len(findings)} 条发现 / finding(s)")


def _new(given):
    from .case.writing import new_case

    for path in new_case(given.folder, given.old):
        _print(str(path))


def _intake(given):
    from .case.intake import intake

    result = intake(given.file, given.folder, given.update)
    for file in result.files:
        _print(f"{result.folder}/{file}")
    if result.copy is not None:
        _print(f"原文件夹的副本 / copy of the folder as it was: {result.copy}")
    if len(result.changes):
        _print(result.changes.to_string(index=False))


def _lab(given):
    from .places import notebooks

    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={notebooks()}", *given.options]
    os.execv(sys.executable, command)


def _doctor(given):
    from .delivery.doctor import examine

    findings = examine()
    for finding in findings:
        _print(f"{'✔' if finding.ok else '✘'} {finding.zh} / {finding.en}: {finding.detail}")
    return 0 if all(finding.ok for finding in findings if finding.needed) else 1


def _selftest(given):
    from .analysis.reconciliation.selftest import selftest

    table = selftest()
    _print(table.to_string(index=False))
    return 1 if (table["verdict"] == "different").any() else 0


def _standards(given):
    from .delivery.standards_desk import answer

    _print(answer(given.action, given.what, given.date))


def _setting(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"写作 NAME=VALUE / write NAME=VALUE: {text!r}")
    return name, value


def _sanitize(given):
    from .delivery.sanitize import sanitize

    _print(str(sanitize(given.case, given.folder, given.name)))


def _teachify(given):
    from .delivery.teachify import teachify

    _print(str(teachify(given.case, given.folder, given.secret, given.name)))


def _parser():
    parser = argparse.ArgumentParser(
        prog="workbench", description="清洁生产审核工作台 / workbench for cleaner production audits"
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name, function, text, *, case=True, as_json=False):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(command=function)
        if case:
            command.add_argument("case", metavar="CASE", help="案例编号、文件夹或 .xlsx / case id, folder or .xlsx")
        if as_json:
            command.add_argument("--json", action="store_true", help="输出 JSON / print one JSON object")
        return command

    _add_runs(add)
    _add_answers(add)
    _add_cases(add)
    _add_machine(add)
    return parser


def _add_runs(add):
    run = add("run", _run, "执行笔记本并写出报告 / run the notebooks, write the report", case=False)
    run.add_argument("case", metavar="CASE", nargs="+", help="案例编号或文件夹 / case id or folder")
    run.add_argument("--phases", metavar="1-8", help="阶段 / phases, e.g. 1-3,5")
    run.add_argument("--set", metavar="NAME=VALUE", type=_setting, action="append", default=[], help="笔记本参数")
    run.add_argument("--out", metavar="DIR", default="runs", help="输出文件夹 / output folder")
    run.add_argument("--jobs", metavar="N", type=int, default=2, help="并行数 / notebooks at a time")
    run.add_argument("--force", action="store_true", help="未变的也重跑 / run unchanged ones again")
    report = add("report", _write_report, "报告、工作簿和网页 / report, workbook and page")
    report.add_argument("--out", metavar="DIR", default="runs", help="输出文件夹 / output folder")


def _add_answers(add):
    add("check", _check, "一次列出案例的全部问题 / list every problem of a case", as_json=True)
    reconcile = add("reconcile", _reconcile, "数据校正与可疑仪表 / reconciled data and suspects", as_json=True)
    reconcile.add_argument("--balance", metavar="ID", help="平衡 / balance")
    reconcile.add_argument("--quantity", metavar="Q", nargs="+", help="平衡量 / quantities")
    add("evaluate", _evaluate, "清洁生产水平 / level of cleaner production", as_json=True)
    add("appraise", _appraise, "方案经济评估 / economics of the options", as_json=True)
    add("review", _review, "专家会提出的问题 / what the experts would find", as_json=True)
    standards = add("standards", _standards, "评价体系与标准 / benchmark systems and standards", case=False)
    standards.add_argument("action", choices=["list", "show", "check", "import", "export"])
    standards.add_argument("what", nargs="*", metavar="ID|FILE", help="标准编号或文件 / id or file")
    standards.add_argument("--date", metavar="YYYY-MM-DD", help="有效日期 / in force on this day")


def _add_cases(add):
    new = add("new", _new, "新建案例文件夹 / a new case folder", case=False)
    new.add_argument("folder", metavar="DIR", help="新文件夹 / folder to make")
    new.add_argument("--from", metavar="OLD", dest="old", help="上一轮审核的案例 / case of the last round")
    intake = add("intake", _intake, "读入填好的工作簿 / read a filled intake workbook", case=False)
    intake.add_argument("file", metavar="FILE.xlsx", help="工作簿 / workbook")
    intake.add_argument("folder", metavar="DIR", help="案例文件夹 / case folder")
    intake.add_argument("--update", action="store_true", help="合并到已有文件夹 / merge into an existing folder")
    names = "还须去掉的名称 / a further name to remove"
    sanitize = add("sanitize", _sanitize, "去掉名称的副本 / a copy without names")
    teachify = add("teachify", _teachify, "认不出原厂的教学副本 / a teaching copy of a real plant")
    for command in (sanitize, teachify):
        command.add_argument("folder", metavar="DIR", help="新文件夹 / folder to make")
        command.add_argument("--name", action="append", default=[], help=names)
    teachify.add_argument("--secret", required=True, help="口令, 12 字以上 / secret of 12 characters or more")


def _add_machine(add):
    lab = add("lab", _lab, "打开 JupyterLab / open JupyterLab on the notebooks", case=False)
    lab.add_argument("options", nargs="*", metavar="OPTION", help="传给 JupyterLab / passed on, after --")
    add("doctor", _doctor, "检查本机环境 / what works on this machine", case=False)
    add("selftest", _selftest, "重算已发表的例题 / work published problems again", case=False)
