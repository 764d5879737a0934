"""The core of the suite once more under the code page of a Chinese Windows, which cannot hold m³.

The part that reads and writes for people is chosen: cases and their problems, the intake workbook, the report, the files of
exercises and the command. The locale is made in a scratch folder by ``localedef`` (Debian's package ``locales``); Windows itself is
checked by hand, see ``docs/howto/classroom_kit.md``.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHOSEN = [
    *("tests/case", "tests/delivery/test_report.py", "tests/delivery/test_workbook.py"),
    *(f"tests/delivery/exercises/test_{part}.py" for part in ("bank", "answer", "form", "hints", "capstone")),
    "tests/test_cli.py",
]
LEFT_OUT = ["tests/test_cli.py::test_review_prints_findings_by_rule_and_exits_0_because_it_ran"]
"""Takes a third of the time and reads nothing that the others do not."""
LOCALE = "zh_CN.GBK"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """The environment of a process on a Chinese Windows, as near as Linux comes to it."""
    folder = tmp_path_factory.mktemp("locales")
    command = ["localedef", "--no-archive", "-i", "zh_CN", "-f", "GBK", str(folder / LOCALE)]
    assert subprocess.run(command, capture_output=True, check=False).returncode in (0, 1)  # 1: warnings
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "PYTEST"))
    }
    return kept | {"LOCPATH": str(folder), "LC_ALL": LOCALE, "PYTHONUTF8": "0", "PYTHONDONTWRITEBYTECODE": ""}


def python(environment, *arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", errors="replace"
    )


def test_the_code_page_is_really_the_chinese_one(environment, tmp_path):
    told = python(environment, "-c", "import locale; print(locale.getpreferredencoding())")
    assert told.stdout.strip().lower() in ("gbk", "cp936")
    failed = python(environment, "-c", f"open({str(tmp_path / 'x.txt')!r}, 'w').write('12 m\\u00b3')")
    assert failed.returncode == 1 and "UnicodeEncodeError" in failed.stderr


def test_the_core_of_the_suite_passes_under_it(environment, tmp_path):
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--basetemp", str(tmp_path / "inner")]
    options += [f"--deselect={name}" for name in LEFT_OUT]
    result = python(environment, "-m", "pytest", *options, "-m", "not slow and not browser and not office", *CHOSEN)
    assert result.returncode == 0, result.stdout[-3000:]
    assert " passed" in result.stdout


def test_the_command_speaks_chinese_under_it(environment):
    result = python(environment, "-c", "from workbench.cli import main; raise SystemExit(main(['check', 'brewery']))")
    assert result.returncode == 2 and "没有案例“brewery”" in result.stderr


def test_what_is_chosen_is_there():
    assert [path for path in CHOSEN if not (ROOT / path).exists()] == []
    assert shutil.which("localedef"), "install Debian's package locales"
