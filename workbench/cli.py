"""The command ``workbench``: its arguments; `commands` holds one function for each.

Exit codes: 0 ok, 1 problems in the data or a failed notebook, 2 wrong use.
"""

import argparse
import sys

from . import __version__
from .commands import answers, cases, course, dashboards, fleets, machine, runs, telling


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
        telling.say(str(error))
        return 2
    except WorkbenchError as error:
        _report_problems(error, getattr(given, "json", False))
        return 1


def _report_problems(error, as_json):
    problems = getattr(error, "problems", None)
    if as_json and problems is not None:
        telling.show_json({"problems": [problem.to_json() for problem in problems]})
    telling.say(str(error))


def _setting(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"写作 NAME=VALUE / write NAME=VALUE: {text!r}")
    return name, value


def _parser():
    parser = argparse.ArgumentParser(
        prog="workbench", description="清洁生产审核工作台 / workbench for cleaner production audits"
    )
    parser.add_argument("--version", action="version", version=__version__)
    names = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name, function, text, *, case=True, as_json=False):
        command = names.add_parser(name, help=text, description=text)
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
    _add_dashboard(add)
    _add_course(add)
    _add_fleet(add)
    return parser


def _add_runs(add):
    run = add("run", runs.run_cases, "执行笔记本并写出报告 / run the notebooks, write the report", case=False)
    run.add_argument("case", metavar="CASE", nargs="+", help="案例编号或文件夹 / case id or folder")
    run.add_argument("--phases", metavar="1-8", help="阶段 / phases, e.g. 1-3,5")
    run.add_argument("--set", metavar="NAME=VALUE", type=_setting, action="append", default=[], help="笔记本参数")
    run.add_argument("--out", metavar="DIR", default="runs", help="输出文件夹 / output folder")
    run.add_argument("--jobs", metavar="N", type=int, default=2, help="并行数 / notebooks at a time")
    run.add_argument("--force", action="store_true", help="未变的也重跑 / run unchanged ones again")
    report = add("report", runs.write_reports, "报告、工作簿和网页 / report, workbook and page")
    report.add_argument("--out", metavar="DIR", default="runs", help="输出文件夹 / output folder")
    report.add_argument("--anonymous", action="store_true", help="另写不含名称的网页 / also a page without names")
    lecture = add("lecture", runs.write_lecture, "讲课幻灯片 / slides to teach a case from")
    lecture.add_argument("--out", metavar="DIR", default="runs", help="输出文件夹 / output folder")


def _add_answers(add):
    add("check", answers.check, "一次列出案例的全部问题 / list every problem of a case", as_json=True)
    reconcile = add("reconcile", answers.reconcile, "数据校正与可疑仪表 / reconciled data and suspects", as_json=True)
    reconcile.add_argument("--balance", metavar="ID", help="平衡 / balance")
    reconcile.add_argument("--quantity", metavar="Q", nargs="+", help="平衡量 / quantities")
    add("evaluate", answers.evaluate, "清洁生产水平 / level of cleaner production", as_json=True)
    add("appraise", answers.appraise, "方案经济评估 / economics of the options", as_json=True)
    review = add("review", answers.review, "专家会提出的问题 / what the experts would find", as_json=True)
    review.add_argument("--run", metavar="DIR", help="运行结果文件夹，一并核对 / folder of a run to check too")
    review.add_argument("--report", metavar="FILE.docx", help="定稿报告 / the finished report")
    review.add_argument("--out", metavar="DIR", help="写出自查表.xlsx 的文件夹 / folder for the self-check workbook")
    review.add_argument("--comments", metavar="FILE.txt", help="专家意见，写入回复表 / experts' comments to reply to")
    trace = add("trace", answers.trace, "数字的来源 / where a figure comes from", case=False, as_json=True)
    trace.add_argument("figure", metavar="ID", help="案例:表号!单元格 / case:table!cell, zinc_smelting:表3-4!C5")
    trace.add_argument("--case", metavar="DIR", help="案例文件夹 / folder of the case, where its id does not find it")
    trace.add_argument("--out", metavar="DIR", default="runs", help="运行结果文件夹 / folder of the runs")
    standards = add("standards", answers.standards, "评价体系与标准 / benchmark systems and standards", case=False)
    standards.add_argument("action", choices=["list", "show", "check", "import", "export"])
    standards.add_argument("what", nargs="*", metavar="ID|FILE", help="标准编号或文件 / id or file")
    standards.add_argument("--date", metavar="YYYY-MM-DD", help="有效日期 / in force on this day")


def _add_cases(add):
    new = add("new", cases.new, "新建案例文件夹 / a new case folder", case=False)
    new.add_argument("folder", metavar="DIR", help="新文件夹 / folder to make")
    new.add_argument("--from", metavar="OLD", dest="old", help="上一轮审核的案例 / case of the last round")
    intake = add("intake", cases.intake, "读入填好的工作簿 / read a filled intake workbook", case=False)
    intake.add_argument("file", metavar="FILE.xlsx", help="工作簿 / workbook")
    intake.add_argument("folder", metavar="DIR", help="案例文件夹 / case folder")
    intake.add_argument("--update", action="store_true", help="合并到已有文件夹 / merge into an existing folder")
    names = "还须去掉的名称 / a further name to remove"
    sanitize = add("sanitize", cases.sanitize, "去掉名称的副本 / a copy without names")
    teachify = add("teachify", cases.teachify, "认不出原厂的教学副本 / a teaching copy of a real plant")
    for command in (sanitize, teachify):
        command.add_argument("folder", metavar="DIR", help="新文件夹 / folder to make")
        command.add_argument("--name", action="append", default=[], help=names)
    teachify.add_argument("--secret", required=True, help="口令, 12 字以上 / secret of 12 characters or more")


def _add_course(add):
    exercises = add("exercises", None, "课程练习 / exercises of a course", case=False)
    names = exercises.add_subparsers(required=True, metavar="ACTION")

    def action(name, function, text, *, folder=False):
        command = names.add_parser(name, help=text, description=text)
        command.set_defaults(command=function)
        if folder:
            command.add_argument("folder", metavar="FOLDER", help="收来的答案 / folder of the answers handed in")
            command.add_argument("--course", metavar="COURSE.toml", required=True, help="课程文件 / the course")
            command.add_argument("--written", metavar="FILE.xlsx", help="评好的文字题 / sentences, marked")
            command.add_argument("--out", metavar="DIR", default=name, help="输出文件夹 / output folder")
        else:
            command.add_argument("course", metavar="COURSE.toml", help="课程文件 / the course")
            command.add_argument("out", metavar="OUT", help="输出文件夹 / output folder")
        return command

    release = action("release", course.release, "每人一份练习包 / a kit for every student")
    release.add_argument(
        "--nbgrader", metavar="DIR", help="另写 nbgrader 课程文件夹 / also a course folder of nbgrader"
    )
    grade = action("grade", course.grade, "批改一个文件夹的答案 / grade a folder of answers", folder=True)
    columns = "平台模板的列对应表 / columns of a platform's template"
    grade.add_argument("--columns", metavar="MAP.toml", action="append", default=[], help=columns)
    action("key", course.key, "每人的答案与推理 / worked answers for every student")
    papers = action("papers", course.papers, "纸质试卷 / papers for an exam")
    papers.add_argument(
        "--versions", metavar="N", type=int, choices=range(1, 27), default=0, help="A、B、C…卷 / versions"
    )
    action("feedback", course.feedback, "每人一页反馈 / a page of feedback each", folder=True)
    export = action("export", course.export, "题库导出 / a question bank")
    export.add_argument("--format", choices=["moodle", "gift"], default="moodle", help="格式 / format")
    export.add_argument("--count", metavar="N", type=int, default=50, help="每题的变式数 / variants of an exercise")


def _add_fleet(add):
    out = {"metavar": "DIR", "default": "runs", "help": "运行结果文件夹 / folder of the runs"}
    fleet = add("fleet", None, "许多客户一起运行 / many clients at once", case=False)
    run = fleet.add_subparsers(required=True, metavar="ACTION").add_parser("run", help="运行 / run them")
    run.set_defaults(command=fleets.run_fleet)
    run.add_argument("folder", metavar="DIR", help="每个客户一个案例文件夹 / holds a case folder for each client")
    run.add_argument("--scheduler", metavar="ADDRESS", help="dask 调度器 / a dask scheduler, tcp://host:8786")
    run.add_argument("--jobs", metavar="N", type=int, default=2, help="本机并行数 / clients at a time, this machine")
    run.add_argument("--out", **out)
    run.add_argument("--force", action="store_true", help="未变的也重跑 / run unchanged ones again")
    portfolio = add("portfolio", None, "许多次运行的结果 / results of many runs", case=False)
    actions = portfolio.add_subparsers(required=True, metavar="ACTION")
    query = actions.add_parser("query", help="用 SQL 查询 / ask in SQL")
    query.add_argument("sql", metavar="SQL", help="表 / tables: results, names")
    query.set_defaults(command=fleets.query_portfolio)
    export = actions.add_parser("export", help="写出 CSV, 含分行业分地区汇总 / CSV with sums of industries and regions")
    export.add_argument("folder", metavar="DIR", help="写到的文件夹 / folder to write to")
    export.set_defaults(command=fleets.export_portfolio)
    for action in (query, export):
        action.add_argument("--out", **out)
        action.add_argument("--json", action="store_true", help="输出 JSON / print one JSON object")


def _add_machine(add):
    lab = add("lab", machine.lab, "打开 JupyterLab / open JupyterLab on the notebooks", case=False)
    lab.add_argument("options", nargs="*", metavar="OPTION", help="传给 JupyterLab / passed on, after --")
    add("doctor", machine.doctor, "检查本机环境 / what works on this machine", case=False)
    add("selftest", machine.selftest, "重算已发表的例题 / work published problems again", case=False)


def _add_dashboard(add):
    serve = add("dashboard", dashboards.serve_dashboards, "在浏览器里看的看板 / dashboards in a browser", case=False)
    serve.add_argument("what", metavar="CASE|DIR", nargs="?", help="案例、案例文件夹或运行结果 / case, cases or runs")
    serve.add_argument("--port", type=int, default=8866, help="端口, 0 取空闲的 / port, 0 for a free one")
    serve.add_argument(
        "--host", default="127.0.0.1", help="监听地址, 默认只限本机 / address, this machine only by default"
    )
    serve.add_argument("--token", help="口令, 默认随机 / what visitors must know, random by default")
    serve.add_argument("--base", metavar="/PATH/", default="/", help="反向代理下的路径 / path behind a proxy")
    serve.add_argument("--out", metavar="DIR", default="runs", help="运行结果文件夹 / folder of the runs")
