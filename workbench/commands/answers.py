"""Commands that answer one question about a case."""

from .telling import show, show_json


def check(given):
    """List every problem of a case."""
    from ..case import find_problems

    problems = find_problems(given.case)
    if given.json:
        show_json({"problems": [problem.to_json() for problem in problems]})
    else:
        for problem in problems:
            show(str(problem))
        show(f"{len(problems)} 处问题 / problem(s)")
    return 1 if problems else 0


def reconcile(given):
    """Reconcile a balance and name the suspects."""
    from ..analysis.reconciliation.plant import reconcile
    from ..case import load_case

    result = reconcile(load_case(given.case), given.balance, given.quantity)
    if given.json:
        show_json(result.to_json())
    else:
        show(result.flows.to_string(index=False))
        show(result.suspects.to_string(index=False))
    return 0


def evaluate(given):
    """Say the level of cleaner production."""
    from ..analysis.evaluation import evaluate
    from ..case import load_case

    result = evaluate(load_case(given.case))
    if given.json:
        show_json(result.to_json())
    else:
        show(f"{result.system['title']}: {result.conclusion()}")
    return 0


def appraise(given):
    """Work out the economics of the options."""
    from ..analysis.economics import appraise_options, to_json
    from ..case import load_case

    result = appraise_options(load_case(given.case))
    if given.json:
        show_json(to_json(result))
    else:
        show(result.to_string(index=False))
    return 0


def review(given):
    """Say what the experts would find."""
    from ..analysis.review import review, to_json
    from ..case import load_case

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

    from ..analysis.acceptance import predict_score
    from ..delivery.replies import read_comments, reply_to
    from ..delivery.selfcheck import NAME, selfcheck_workbook

    comments = read_comments(Path(given.comments)) if given.comments else []
    predictions = [predict_score(case, kind=kind) for kind in ("assessment", "acceptance")]
    Path(given.out).mkdir(parents=True, exist_ok=True)
    selfcheck_workbook(findings, Path(given.out) / NAME, predictions, reply_to(comments, findings))


def trace(given):
    """Say where a figure of a deliverable comes from."""
    from ..delivery.trace import in_words
    from ..delivery.trace import trace as find

    passport = find(given.figure, given.out, given.case)
    if given.json:
        show_json(passport.to_json())
    else:
        for line in in_words(passport):
            show(line)


def standards(given):
    """List, show, check, import or export benchmark systems."""
    from ..delivery.standards_desk import answer

    show(answer(given.action, given.what, given.date))
