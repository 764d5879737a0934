"""Commands that run the notebooks of a case and write what they say."""

from .telling import say, show


def run_cases(given):
    """Run the notebooks of cases and write what they say."""
    from ..delivery.run import run

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
    from ..errors import UsageError

    chosen = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            raise UsageError(f"阶段写作 1-8 或 1,3,5, 不能是 {text!r} / phases are written 1-8 or 1,3,5, not {text!r}")
        chosen += range(int(first), int(last or first) + 1)
    return chosen


def write_reports(given):
    """Write the reports, workbook, page, performance sheet and presentation of a case."""
    from ..delivery.run import run

    more = ["editions", *(["anonymous"] if given.anonymous else [])]
    result = run([given.case], out=given.out, more=more)
    return _told(result)


def write_lecture(given):
    """Write the slides to teach a case from."""
    from ..delivery.run import run

    return _told(run([given.case], out=given.out, more=["lecture"]))
