"""Time to the first figure and memory per session of a dashboard, as ratios against plain Voilà on the same notebook.

Run with ``python benchmarks/dashboard.py [CASE]``; needs Debian's chromium. Nothing here is a test: machines differ.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from workbench import places
from workbench.delivery.dashboard.offers import Offer, announce

VISITS = 3
PAUSE = 10.0  # for the pool of ready kernels to fill [s]


def descendants(pid):
    """Return a process and all that descend from it."""
    found = [pid]
    for number in found:
        for thread in Path(f"/proc/{number}/task").glob("*"):
            found += [int(child) for child in (thread / "children").read_text(encoding="ascii").split()]
    return found


def memory(pid):
    """Return the proportional set size of a process and its descendants. [MB]"""
    total = 0
    for number in descendants(pid):
        lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def start(command, sign):
    """Start a server and wait until it says where it is; return process and address."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    for line in process.stdout:
        if sign in line:
            return process, "http" + line.partition("http")[2].strip()
    raise SystemExit(f"no server: {command}")


def measure(browser, command, sign, path):
    """Return the median time to the first figure [s] and the memory that a further session takes [MB]."""
    process, address = start(command, sign)
    try:
        place, _, query = address.partition("?")
        times, sizes, contexts = [], [], []
        for _ in range(VISITS + 1):
            time.sleep(PAUSE)
            sizes.append(memory(process.pid))
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            contexts.append(context)
            page = context.new_page()
            began = time.perf_counter()
            page.goto(f"{place}{path}?{query}", timeout=120_000)
            page.wait_for_selector(".wb-card .figure", timeout=120_000)
            times.append(time.perf_counter() - began)
        time.sleep(PAUSE)
        sizes.append(memory(process.pid))
        for context in contexts:
            context.close()
    finally:
        process.terminate()
        process.wait(60)
    return median(times[1:]), (sizes[-1] - sizes[1]) / VISITS


def main():
    """Print both and their ratios."""
    case = sys.argv[1] if len(sys.argv) > 1 else "zinc_smelting"
    notebook = places.notebooks() / "dashboards" / "case.ipynb"
    start_ours = "import sys; from workbench.cli import main; sys.exit(main())"
    ours = [sys.executable, "-c", start_ours, "dashboard", case, "--port", "0"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        announce(Offer({case: places.find_case(case)}, Path(folder)), Path(folder) / "log")
        plain = [sys.executable, "-m", "voila", str(notebook), "--no-browser", "--port=8899", "--Voila.ip=127.0.0.1"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        os.environ["PYTHONUNBUFFERED"] = "1"
        results = {
            "plain Voila": measure(browser, plain, "http://127", ""),
            "workbench dashboard": measure(browser, ours, "看板", "case"),
        }
        browser.close()
    for name, (seconds, megabytes) in results.items():
        sys.stdout.write(f"{name:22} first figure {seconds:6.2f} s   memory per session {megabytes:6.1f} MB\n")
    (slow, large), (quick, small) = results.values()
    sys.stdout.write(f"{'ratio':22} first figure {quick / slow:6.2f}     memory per session {small / large:6.2f}\n")


if __name__ == "__main__":
    main()
