"""What the server of the dashboards answers, address by address; nothing is answered that is not listed here."""

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import jinja2
import nbformat
from tornado.web import HTTPError, StaticFileHandler

from workbench import places
from workbench.display.style import FONT_FILES, FONT_FOLDER

from ..bilingual import in_language
from ..kernel import quick_imports
from .visits import LANGUAGES, record_fault

with quick_imports():
    from jupyter_server.base.handlers import JupyterHandler
    from voila.tornado.handler import TornadoVoilaHandler

FILES = {"report.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
FILES["tables.xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES["index.html"] = "text/html; charset=utf-8"
"""Files of a run that may be fetched, with their kinds."""

_WORDS = {
    "zh": {
        "home": "清洁生产审核工作台",
        "token": "请输入口令",
        "token_more": "地址中没有口令或口令不对。启动看板时显示的地址里有它。",
        "missing": "没有这个页面",
        "missing_more": "地址不在开放的清单里。",
        "fault": "出错了",
        "fault_more": "请把编号告诉管理员：",
        "back": "回到首页",
    },
    "en": {
        "home": "Cleaner production workbench",
        "token": "The token, please",
        "token_more": "The address has no token, or a wrong one. It stands in the address that the start showed.",
        "missing": "No such page",
        "missing_more": "The address is not among those that are open.",
        "fault": "Something went wrong",
        "fault_more": "Please give the administrator this number: ",
        "back": "Back to the first page",
    },
}


def dashboards():
    """Return the notebooks that are served, by name."""
    return {path.stem: path for path in sorted((places.notebooks() / "dashboards").glob("*.ipynb"))}


def addresses(base, fault_log, offer, voila):
    """Return the house's own addresses for tornado.

    Parameters
    ----------
    base : str
        Path they begin with.
    fault_log : Path
        Where faults are written.
    offer : Offer
        What is served.
    voila : dict
        What Voilà's handler of a page needs.
    """
    names = "|".join(dashboards())
    fonts = "|".join(path.name for path in FONT_FILES.values())
    house = {"fault_log": fault_log}
    return [
        (base, Home, house),
        (f"{base}login", Refusal, house),
        (f"{base}({names})", Page, house | voila),
        (f"{base}download/([^/]+)/([^/]+)", Download, house | {"offer": offer}),
        (f"{base}fonts/({fonts})", StaticFileHandler, {"path": FONT_FOLDER}),
        (f"{base}.*", Refusal, house | {"status": 404}),
    ]


class Door(JupyterHandler):
    """A page of the house: asks for the token, and says kindly what is refused."""

    def initialize(self, fault_log, **others):
        """Take the log, and what Voilà gives its own page."""
        self.fault_log = fault_log
        if others:
            super().initialize(**others)

    async def prepare(self):
        """Ask for the token, and take it out of the address."""
        await super().prepare(_redirect_to_login=False)
        if "token" in self.request.query_arguments:
            # The cookie is set: the token need not stay in the address, nor reach a kernel.
            self.redirect(self._without_token())

    def _without_token(self):
        asked = {name: self.get_query_argument(name) for name in self.request.query_arguments if name != "token"}
        return f"{self.request.path}?{urlencode(asked)}" if asked else self.request.path

    @property
    def lang(self):
        """Language asked for."""
        asked = self.get_query_argument("lang", "zh")
        return asked if asked in LANGUAGES else "zh"

    def show(self, title, lines=(), **more):
        """Show a plain page."""
        page = _plain().render(title=title, lines=lines, lang=self.lang, base_url=self.base_url, **more)
        self.finish(page)

    def refuse(self, status):
        """Show why nothing is shown."""
        self.set_status(status)
        words = _WORDS[self.lang]
        kind = "token" if status == 403 else "missing"
        back = None if status == 403 else (self.base_url, words["back"])
        self.show(words[kind], [words[f"{kind}_more"]], asks_token=status == 403, other=back)

    def write_error(self, status_code, **fault):
        """Show an error without its inner life; the log has it under the number that is shown."""
        if status_code < 500:
            self.refuse(status_code)
            return
        number = record_fault(fault["exc_info"][1], self.fault_log)
        words = _WORDS[self.lang]
        self.show(words["fault"], [words["fault_more"] + number], other=(self.base_url, words["back"]))


class Refusal(Door):
    """Whatever is not served, and the question for the token."""

    def initialize(self, fault_log, status=403):
        """Take the log and the status to refuse with."""
        super().initialize(fault_log)
        self._status = status

    async def prepare(self):
        """Refuse, whatever the method."""
        await JupyterHandler.prepare(self, _redirect_to_login=False)
        self.refuse(self._status)


class Home(Door):
    """The list of dashboards."""

    def get(self):
        """Show the list."""
        words, lang = _WORDS[self.lang], self.lang
        suffix = f"?lang={lang}" if lang != "zh" else ""
        links = [(f"{self.base_url}{name}{suffix}", *_told(path, lang)) for name, path in dashboards().items()]
        other = ("?lang=zh", "中文") if lang == "en" else ("?lang=en", "English")
        self.show(words["home"], links=links, other=other)


class Page(Door, TornadoVoilaHandler):
    """One dashboard, in a kernel of its own."""

    async def get(self, name):
        """Show the page as its cells are done."""
        async for html in self.get_generator(path=f"{name}.ipynb"):
            self.write(html)
            self.flush()


class Download(Door):
    """A file of a run."""

    def initialize(self, fault_log, offer):
        """Take the log and what is served."""
        super().initialize(fault_log)
        self._offer = offer

    def get(self, case, name):
        """Send the file, if it is one of the listed ones of a served case."""
        path = find_download(self._offer.runs, self._offer.cases, case, name)
        if path is None:
            raise HTTPError(404)
        self.set_header("Content-Type", FILES[name])
        self.set_header("Content-Disposition", f'attachment; filename="{case}-{name}"'.encode("ascii", "ignore"))
        self.finish(path.read_bytes())


def find_download(runs, cases, case, name):
    """Return a file of a run, or None where there is none to give.

    Parameters
    ----------
    runs : Path
        Folder of the runs.
    cases : collection of str
        Ids of the cases that are served.
    case, name : str
        What is asked for.
    """
    if case not in cases or name not in FILES:
        return None
    path = Path(runs) / case / name
    return path if path.is_file() else None


def _told(path, lang):
    """Return title and first sentence of a notebook."""
    source = nbformat.read(path, as_version=4).cells[0].source
    title, _, rest = in_language(source, lang).partition("\n")
    return title.lstrip("# "), rest.strip()


@lru_cache(maxsize=1)
def _plain():
    loader = jinja2.FileSystemLoader(places.templates() / "voila" / "workbench", encoding="utf-8")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("plain.html.j2")
