"""The server over HTTP: what it shows, to whom, and what it never shows."""

import http.client
import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import nbformat
import pytest
from nbformat import v4

from workbench import places
from workbench.cli import main
from workbench.delivery.dashboard.doors import find_download
from workbench.delivery.dashboard.offers import find_offer
from workbench.errors import UsageError

SECRETS = ("nobody's business", "content of run.json", "from workbench", "root:x:0", "def main", "[project]")
PATHS = [
    *("voila/files/case.ipynb", "voila/render/case.ipynb", "voila/tree", "voila/api/contents/case.ipynb", "case.ipynb"),
    *("../pyproject.toml", "voila/static/../../app.py", "voila/static/%2e%2e/%2e%2e/app.py", "fonts/../style.py"),
    *("fonts/..%2fstyle.py", "download/beer/run.json", "download/beer/..%2f..%2fsecret.txt", "api/contents"),
    *("download/..%2f..%2f/secret.txt", "download/beer/../../secret.txt", "download/zinc_smelting/report.docx"),
    *("voila/templates/workbench/static/../index.html.j2", "api/kernels", "api/sessions", "api/terminals", "tree"),
    *("..%5c..%5csecret.txt", "%2e%2e/%2e%2e/etc/passwd", "voila/labextensions/..%2f..%2f..%2fpyvenv.cfg"),
]


def raw(address, path, cookie=None):
    """Ask for a path exactly as it stands: libraries would tidy it."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    connection.putrequest("GET", f"/{path}", skip_host=False)
    if cookie:
        connection.putheader("Cookie", cookie)
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


@pytest.fixture
def guest(served, visitor_class, token):
    return visitor_class(served, token)


@pytest.mark.parametrize("path", ["", "case", "case?token=wrong", "download/beer/report.docx", "nothing", *PATHS])
def test_without_the_token_nothing_is_shown(served, path):
    status, text = raw(served, path)
    assert status in (403, 404)
    assert not any(secret in text for secret in SECRETS)
    assert "content of" not in text and "<script" not in text


@pytest.mark.parametrize("path", PATHS)
def test_with_the_token_only_what_is_listed_is_shown(served, cookie, path):
    status, text = raw(served, path, cookie)
    assert status in (403, 404, 405), text[:300]
    assert not any(secret in text for secret in SECRETS)


def test_a_kernel_is_nobody_elses_without_the_token(served):
    kernel = "api/kernels/00000000-0000-0000-0000-000000000000"
    assert raw(served, kernel)[0] == 403
    assert raw(served, f"{kernel}/channels")[0] in (400, 403)


def test_the_token_does_not_stay_in_the_address(guest):
    answer = guest.get("?token=one-token-for-the-tests&lang=en")
    assert answer.status == 200 and answer.url.endswith("/?lang=en")


def test_the_first_page_lists_the_dashboards_in_either_language(guest):
    assert "审核看板" in guest.get("").text
    english = guest.get("?lang=en").text
    assert "Audit dashboard" in english and 'href="/case?lang=en"' in english


def test_a_page_has_no_sources_and_nothing_from_elsewhere(guest):
    answer = guest.get("case?case=beer")
    assert answer.status == 200 and "jupyter-config-data" in answer.text
    assert "show_case" not in answer.text and "open_visit" not in answer.text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', answer.text)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "object-src 'none'" in policy


def test_files_of_a_run_can_be_fetched_and_others_not(guest):
    answer = guest.get("download/beer/report.docx")
    assert answer.body == b"content of report.docx"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="beer-report.docx"'
    assert guest.get("download/hostile/report.docx").status == 404


def test_eight_visitors_at_once_each_have_a_kernel_of_their_own(served, visitor_class, token):
    def come(number):
        answer = visitor_class(served, token).get(f"case?case={'beer' if number % 2 else 'hostile'}")
        assert answer.status == 200 and "voila_finish()" in answer.text
        given = re.search(r'id="jupyter-config-data" type="application/json">(.*?)</script>', answer.text, re.DOTALL)
        return json.loads(given[1])["kernelId"]

    with ThreadPoolExecutor(8) as visitors:
        assert len(set(visitors.map(come, range(8)))) == 8


def test_a_cell_that_fails_says_a_number_and_the_log_has_the_rest(tmp_path, serving, visitor_class):
    folder = tmp_path / "notebooks" / "dashboards"
    folder.mkdir(parents=True)
    cells = [v4.new_markdown_cell("# 坏的 · Broken\n\n一句。\n\n*One sentence.*"), v4.new_code_cell("1 / 0")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "broken.ipynb")
    start = (
        "import sys; from pathlib import Path; from workbench import places; from workbench.cli import main; "
        f"places.notebooks = lambda: Path({str(folder.parent)!r}); sys.exit(main())"
    )
    command = [sys.executable, "-c", start, "dashboard", "beer", "--port", "0", "--token", "t"]
    with serving(command, tmp_path) as (address, log):
        page = visitor_class(address, "t").get("broken").text
        number = re.search(r"<code>(\w+)</code>", page)[1]
        written = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" not in page and "Traceback" not in page
    assert f"[{number}]" in written and "ZeroDivisionError" in written


def test_an_argument_is_a_case_or_a_folder_of_cases_or_of_runs(clients, monkeypatch):
    monkeypatch.chdir(clients)
    assert list(find_offer("beer").cases) == ["beer"]
    assert find_offer("cases").cases.keys() == {"beer", "hostile"}
    runs = find_offer("runs")
    assert runs.runs == clients / "runs" and list(runs.cases) == ["beer"]
    assert set(places.known_cases()) <= set(find_offer(None).cases)


def test_a_folder_without_cases_and_runs_is_refused(tmp_path):
    with pytest.raises(UsageError, match="neither cases nor runs"):
        find_offer(tmp_path)


def test_a_port_that_is_taken_is_said(served, capsys):
    assert main(["dashboard", "beer", "--port", str(urlsplit(served).port)]) == 2
    assert "cannot listen" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("case", "name"),
    [("beer", "run.json"), ("beer", "../beer/report.docx"), ("..", "report.docx"), ("no", "index.html")],
)
def test_only_listed_files_of_served_cases_are_downloads(clients, case, name):
    assert find_download(clients / "runs", {"beer"}, case, name) is None
    assert find_download(clients / "runs", {"beer"}, "beer", "index.html").is_file()
