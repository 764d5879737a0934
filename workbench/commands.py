"""What each command of ``workbench`` does with its arguments; all work is done by the library, imported when needed."""

import json
import os
import sys


def say(text):
    """Write a line to stderr."""
    sys.stderr.write(f"{text}\n")


def show(text):
    """Write a line to stdout."""
    sys.stdout.write(f"{text}\n")


def show_json(result):
    """Write one JSON object to stdout."""
    show(json.dumps(result, ensure_ascii=False, allow_nan=False))


def check(given):
    """List every problem of a case."""
    from .case import find_problems

    problems = find_problems(given.case)
    if given.json:
        show_json({"problems": [problem.to_json() for problem in problems]})
    else:
        for problem in problems:
            show(str(problem))
        show(f"{len(problems)} 处问题 / problem(s)")
    return 1 if problems else 0


def run_cases(given):
    """Run the notebooks of cases and write what they say."""
    from .delivery.run import run

    phases = _phases(given.phases)
    result = run(
        given.case, phases=phases, parameters=dict(given.set), out=given.out, jobs=given.jobs, force=given.force
    )
    return _told(result)


def _told(result):
    for case in result.cases:
        show(f"{case.case_id}: {case.folder or '—'}")
    for failure in result.failures:
        say(failure)
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


def write_reports(given):
    """Write the reports, workbook, page, performance sheet and presentation of a case."""
    from .delivery.run import run

    more = ["editions", *(["anonymous"] if given.anonymous else [])]
    result = run([given.case], out=given.out, more=more)
    return _told(result)


def reconcile(given):
    """Reconcile a balance and name the suspects."""
    from .analysis.reconciliation.plant import reconcile
    from .case import load_case

    result = reconcile(load_case(given.case), given.balance, given.quantity)
    if given.json:
        show_json(result.to_json())
    else:
        show(result.flows.to_string(index=False))
        show(result.suspects.to_string(index=False))
    return 0


def evaluate(given):
    """Say the level of cleaner production."""
    from .analysis.evaluation import evaluate
    from .case import load_case

    result = evaluate(load_case(given.case))
    if given.json:
        show_json(result.to_json())
    else:
        show(f"{result.system['title']}: {result.conclusion()}")
    return 0


def appraise(given):
    """Work out the economics of the options."""
    from .analysis.economics import appraise_options, to_json
    from .case import load_case

    result = appraise_options(load_case(given.case))
    if given.json:
        show_json(to_json(result))
    else:
        show(result.to_string(index=False))
    return 0


def review(given):
    """Say what the experts would find."""
    from .analysis.review import review, to_json
    from .case import load_case

    case = load_case(given.case)
    findings = review(case, given.run, given.report)
    if given.out:
        _write_selfcheck(case, findings, given)
    if given.json:
        show_json(to_json(findings))
    else:
        for finding in findings:
            show(f"{finding.rule} [{finding.severity}] {finding.where}: {finding.found} → {finding.fix}")
        show(f"{len(findings)} 条发现 / finding(s)")


def _write_selfcheck(case, findings, given):
    from pathlib import Path

    from .analysis.acceptance import predict_score
    from .delivery.replies import read_comments, reply_to
    from .delivery.selfcheck import NAME, selfcheck_workbook

    comments = read_comments(Path(given.comments)) if given.comments else []
    predictions = [predict_score(case, kind=kind) for kind in ("assessment", "acceptance")]
    Path(given.out).mkdir(parents=True, exist_ok=True)
    selfcheck_workbook(findings, Path(given.out) / NAME, predictions, reply_to(comments, findings))


def trace(given):
    """Say where a figure of a deliverable comes from."""
    from .delivery.trace import in_words
    from .delivery.trace import trace as find

    passport = find(given.figure, given.out, given.case)
    if given.json:
        show_json(passport.to_json())
    else:
        for line in in_words(passport):
            show(line)


def new(given):
    """Make a new case folder."""
    from .case.writing import new_case

    for path in new_case(given.folder, given.old):
        show(str(path))


def intake(given):
    """Read a filled intake workbook into a case folder."""
    from .case.intake import intake

    result = intake(given.file, given.folder, given.update)
    for file in result.files:
        show(f"{result.folder}/{file}")
    if result.copy is not None:
        show(f"原文件夹的副本 / copy of the folder as it was: {result.copy}")
    if len(result.changes):
        show(result.changes.to_string(index=False))


def lab(given):
    """Open JupyterLab on the notebooks."""
    from .places import notebooks

    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={notebooks()}", *given.options]
    os.execv(sys.executable, command)


def doctor(given):
    """Say what works on this machine."""
    from .delivery.doctor import examine

    findings = examine()
    for finding in findings:
        show(f"{'✔' if finding.ok else '✘'} {finding.zh} / {finding.en}: {finding.detail}")
    return 0 if all(finding.ok for finding in findings if finding.needed) else 1


def selftest(given):
    """Work published problems again."""
    from .analysis.reconciliation.selftest import compare_answers, format_rows

    rows = compare_answers()
    show(format_rows(rows))
    return 1 if any(row["verdict"] == "different" for row in rows) else 0


def standards(given):
    """List, show, check, import or export benchmark systems."""
    from .delivery.standards_desk import answer

    show(answer(given.action, given.what, given.date))


def sanitize(given):
    """Write a copy of a case without names."""
    from .delivery.sanitize import sanitize

    show(str(sanitize(given.case, given.folder, given.name)))


def teachify(given):
    """Write a teaching copy of a real plant."""
    from .delivery.teachify import teachify

    show(str(teachify(given.case, given.folder, given.secret, given.name)))
