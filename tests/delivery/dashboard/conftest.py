"""A server of dashboards for the tests, a browser, and a small plant with two options on one loss."""

import http.cookiejar
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from workbench import load_case
from workbench.delivery.dashboard.visits import Visit
from workbench.places import case_data

TOKEN = "one-token-for-the-tests"
HOSTILE = "<img src=x onerror=\"window.hacked='img'\"><script>window.hacked='script'</script>"
OPTIONS = """option,name,stage,class,cost_class,description,loss,saving_fraction,investment,saving,life,status
A,甲,assessment,equipment,medium,更换,F3,0.10,100,40,10,planned
B,乙,assessment,control,medium,改造,F3,0.08,50,10,10,planned
C,丙,assessment,management,none,培训,,,0,2,,implemented
D,丁,assessment,technology,high,新建,,,500,,10,planned
"""
SETTINGS = """id = "brewery"
operating_days = 300
operating_hours = 24
provenance = "synthetic"
[economics]
tax_rate = 0.25
life = 10
discount_rate = 0.10
"""


class Answer:
    """What a server said: status, text, address in the end, headers."""

    def __init__(self, status, body, url, headers):
        self.status, self.body, self.url, self.headers = status, body, url, headers
        self.text = body.decode("utf-8", "replace")


class Visitor:
    """Somebody with cookies of their own.

    Parameters
    ----------
    address : str
        Of the server, ending with a slash.
    token : str, optional
        With which to come in at first.
    """

    def __init__(self, address, token=None):
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        if token:
            self.get(f"?token={token}")

    def get(self, path):
        try:
            with self._opener.open(self.address + path, timeout=300) as answer:
                return Answer(answer.status, answer.read(), answer.url, answer.headers)
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read(), refused.url, refused.headers)


@contextmanager
def run_server(command, folder):
    """Run a server and give its address without the token, and its log of faults."""
    environment = os.environ | {"PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1"}
    said = (folder / "said.txt").open("wb")
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=said, encoding="utf-8"
    )
    try:
        line, log = process.stdout.readline(), process.stdout.readline()
        assert "http" in line, (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
        yield line.partition(": ")[2].partition("?")[0], Path(log.partition(": ")[2].strip())
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()
        said.close()


def spoil(path, column, text):
    """Put a text in place of the first value of a column of a CSV."""
    import pandas as pd

    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table.index[0], column] = text
    table.to_csv(path, index=False, encoding="utf-8")


@pytest.fixture(scope="session")
def clients(tmp_path_factory):
    """A folder with two cases, one full of hostile texts, and runs of one of them."""
    home = tmp_path_factory.mktemp("clients")
    folder = home / "cases"
    shutil.copytree(case_data() / "beer", folder / "beer")
    shutil.copytree(case_data() / "beer", folder / "hostile", ignore=shutil.ignore_patterns("before", "after"))
    settings = folder / "hostile" / "case.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    title = HOSTILE.replace('"', '\\"')
    lines = [f'title = "{title}"' if line.startswith("title =") else line for line in lines]
    settings.write_text("\n".join(lines).replace('id = "beer"', 'id = "hostile"'), encoding="utf-8")
    for table, column in (("options", "name"), ("processes", "name"), ("flows", "name"), ("goals", "name")):
        spoil(folder / "hostile" / f"{table}.csv", column, HOSTILE)
    run = home / "runs" / "beer"
    run.mkdir(parents=True)
    for name in ("report.docx", "tables.xlsx", "index.html", "run.json"):
        (run / name).write_text(f"content of {name}", encoding="utf-8")
    (home / "secret.txt").write_text("nobody's business", encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def server(clients):
    """Address and log of a server that offers the clients' cases."""
    start = "import sys; from workbench.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "dashboard", "cases", "--port", "0", "--token", TOKEN, "--out", "runs"]
    with run_server(command, clients) as found:
        yield found


@pytest.fixture(scope="session")
def served(server):
    """Address of the server, ending with a slash."""
    return server[0]


@pytest.fixture(scope="session")
def serving():
    """Return `run_server`."""
    return run_server


@pytest.fixture(scope="session")
def visitor_class():
    """Return `Visitor`."""
    return Visitor


@pytest.fixture(scope="session")
def token():
    """Return the token of the server."""
    return TOKEN


@pytest.fixture(scope="session")
def cookie(served):
    """Return the cookies of somebody who came in with the token."""
    jar = http.cookiejar.CookieJar()
    urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open(f"{served}?token={TOKEN}", timeout=60)
    return "; ".join(f"{each.name}={each.value}" for each in jar)


@pytest.fixture(scope="module")
def look(browser, served):
    """Return a function that opens a page of the server; its `errors` are those of the console."""
    contexts = []

    def open_page(path, width=1366, height=768):
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(180_000)
        page.errors, page.foreign = [], []
        page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: page.errors.append(str(fault)))
        page.on("request", lambda asked: page.foreign.append(asked.url) if _is_foreign(asked.url, served) else None)
        page.goto(served + path + ("&" if "?" in path else "?") + f"token={TOKEN}")
        page.wait_for_selector("body.ready")
        return page

    yield open_page
    for context in contexts:
        context.close()


def _is_foreign(url, served):
    local = served.removeprefix("http")
    return not url.startswith((f"http{local}", f"ws{local}", "data:", "blob:"))


@pytest.fixture
def brew(plant):
    """Return a function that makes a plant of which two options attack one loss, with further tables."""
    return lambda **more: load_case(
        plant({"case.toml": SETTINGS, "options.csv": OPTIONS} | {f"{name}.csv": text for name, text in more.items()})
    )


@pytest.fixture
def brewery(brew):
    """A plant of which two options attack one loss."""
    return brew()


@pytest.fixture
def visit(tmp_path):
    """Somebody who reads Chinese, outside a dashboard."""
    return Visit("zh", "brewery", ("brewery",), tmp_path, None, {})
