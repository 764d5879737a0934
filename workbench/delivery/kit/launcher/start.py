"""Starts the kit: installs it once, examines the machine, asks where the work goes, opens JupyterLab.

Runs on a bare Python, started by 启动.bat or 启动.sh, which set the folders.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

KIT = Path(__file__).resolve().parent
SETTINGS, ENVIRONMENT = KIT / "settings", KIT / "environment"
CHOSEN, DONE = SETTINGS / "home.txt", ENVIRONMENT / "installed"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")


def say(text):
    """Write a line to the reader."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def install():
    """Make the environment from the kit's wheels."""
    say("第一次启动：正在安装，请等一两分钟 / first start: installing, a minute or two")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)  # of an installation that was cut off
    venv.create(ENVIRONMENT, with_pip=True)
    pip = [str(SCRIPTS / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-index", "--find-links", str(KIT / "wheels"), "workbench"], check=True)
    lab = ENVIRONMENT / "share" / "jupyter" / "lab" / "settings"
    lab.mkdir(parents=True, exist_ok=True)
    shutil.copy2(KIT / "overrides.json", lab)
    DONE.touch()


def examine():
    """Run the doctor; return whether everything needed works."""
    say("检查本机 / examining this machine")
    return subprocess.run([str(SCRIPTS / "workbench"), "doctor"], check=False).returncode == 0


def choose_home(ask=input):
    """Return the folder for the reader's work, as chosen before or now."""
    if CHOSEN.is_file():
        home = Path(CHOSEN.read_text(encoding="utf-8"))
        if home.is_dir():
            return home
    default = KIT / "home"
    answer = ask(f"作业文件夹，回车用 {default} / folder for your work: ").strip().strip('"')
    home = Path(answer) if answer else default
    home.mkdir(parents=True, exist_ok=True)
    SETTINGS.mkdir(exist_ok=True)
    CHOSEN.write_text(str(home), encoding="utf-8")
    return home


def fill_home(home):
    """Copy the notebooks and cases that the folder does not have yet; nothing is overwritten."""
    for name in ("notebooks", "case_data"):
        for source in sorted(path for path in (KIT / name).rglob("*") if path.is_file()):
            target = home / source.relative_to(KIT)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)


def main():
    """Start the kit and return the exit code."""
    if not str(KIT).isascii():
        say("请把这个文件夹移到英文路径，例如 D:\\cpkit / move this folder to an ASCII path such as D:\\cpkit")
    if not DONE.is_file():
        install()
        if not examine():
            say("有项目未通过，见上面的 ✘ / something does not work, see above")
    home = choose_home()
    fill_home(home)
    command = [str(SCRIPTS / "python"), "-m", "jupyterlab", f"--ServerApp.root_dir={home}", *sys.argv[1:]]
    return subprocess.run(command, cwd=home, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
