"""The server of the dashboards: Voilà with this house's pages and doors, and nothing else open.

Everything but fonts and the scripts of libraries needs the token. What may be shown is listed at the start: the
notebooks of ``notebooks/dashboards``, the cases, and three kinds of files of their runs.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from traitlets import Any
from traitlets.config import Config

from workbench import places
from workbench.errors import UsageError

from ..kernel import kernel_specifications, quick_imports
from .doors import addresses
from .offers import announce
from .visits import record_fault

with quick_imports():
    import zmq
    from tornado.httpserver import HTTPServer
    from tornado.ioloop import IOLoop
    from tornado.netutil import bind_sockets
    from voila.app import Voila
    from voila.paths import collect_static_paths, collect_template_paths

SECONDS_IDLE = 1800
SECONDS_BETWEEN_LOOKS = 60
MILLISECONDS_BETWEEN_PINGS = 30_000
READY_KERNELS = 1
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
"""Extensions of JupyterLab that the pages load; others that are installed may be made for another version of it."""

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; connect-src 'self' ws: wss:; frame-ancestors 'self'; "
    "object-src 'none'; base-uri 'self'"
)
_KEPT = ("/api/kernels/", "/voila/static/", "/voila/api/themes/", "/voila/api/shutdown/", "/voila/query/")
_KEPT += ("/voila/labextensions/",)


def serve(offer, *, host, port, token=None, base="/", tell=None):
    """Serve dashboards until the process is ended.

    Parameters
    ----------
    offer : Offer
        What is served.
    host : str
        Address to listen on.
    port : int
        Port; 0 takes a free one.
    token : str, optional
        What a visitor has to know; by default a fresh one.
    base : str
        Path under which a proxy shows the pages; ends with a slash.
    tell : callable, optional
        ``tell(address, log)`` is called when the pages can be asked for.

    Raises
    ------
    UsageError
        If the address cannot be listened on.
    """
    try:
        sockets = bind_sockets(port, host)
    except OSError as error:
        raise UsageError(f"不能在 {host}:{port} 上开放 / cannot listen on {host}:{port}: {error.strerror}") from error
    port = sockets[0].getsockname()[1]
    state = Path(tempfile.mkdtemp(prefix="workbench-dashboard-"))
    token = token or secrets.token_urlsafe(24)
    asyncio.set_event_loop(asyncio.new_event_loop())
    try:
        log = state / "dashboard.log"
        announce(offer, log)
        os.environ["VOILA_APP_IP"] = "127.0.0.1" if host in ("", "0.0.0.0", "::", "localhost") else host
        server = DashboardServer(config=_settings(log), config_file_paths=[], ip=host, port=port, base_url=base)
        server.offer, server.fault_log, server.token, server.sockets = offer, log, token, sockets
        server.connection_dir_root = str(state)
        server.tell = partial(tell, f"http://{host}:{port}{base}?{urlencode({'token': token})}", log) if tell else None
        server.initialize([])
        server.start()
    finally:
        shutil.rmtree(state, ignore_errors=True)


class DashboardServer(Voila):
    """Voilà with the house's template and only the house's addresses."""

    offer = Any()
    fault_log = Any()
    sockets = Any()
    tell = Any(None)

    def setup_template_dirs(self):
        """Look for templates in the house first, then where Voilà has its own."""
        house = places.templates() / "voila" / "workbench"
        self.template_paths = [str(house), *collect_template_paths(["voila", "nbconvert"], "base", prune=True)]
        self.static_paths = collect_static_paths(["voila", "nbconvert"], "base")

    def init_handlers(self):
        """Keep of Voilà's addresses what the widgets need, and add the house's."""
        self.root_dir = str(places.notebooks() / "dashboards")
        kept = [rule for rule in super().init_handlers() if any(part in rule[0] for part in _KEPT)]
        voila = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [*kept, *addresses(self.server_url, self.fault_log, self.offer, voila)]

    def listen(self):
        """Answer on the sockets that are open already, until the process is told to end."""
        HTTPServer(self.app).add_sockets(self.sockets)
        self.ioloop = IOLoop.current()
        if self.tell:
            self.ioloop.add_callback(self.tell)
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            self.log.info("interrupted")
        finally:
            self.stop()


def _settings(log):
    def incident(output):
        return record_fault("\n".join(output["traceback"]), log)

    settings = Config()
    settings.Voila.root_dir = str(places.notebooks() / "dashboards")
    settings.Voila.log_level = "ERROR"
    settings.Voila.tornado_settings = {
        "headers": {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"},
        "ws_ping_interval": MILLISECONDS_BETWEEN_PINGS,
        "ws_ping_timeout": MILLISECONDS_BETWEEN_PINGS,
    }
    settings.ConnectionFileMixin.transport_encryption = "auto" if zmq.has("curve") else "disabled"
    voila = settings.VoilaConfiguration
    voila.template = "workbench"
    voila.allow_template_override = voila.allow_theme_override = "NO"
    voila.strip_sources = True
    voila.show_tracebacks = True  # the template writes them to the log and shows their number
    voila.file_allowlist = []
    voila.extension_allowlist = EXTENSIONS
    voila.kernel_spec_manager_class = kernel_specifications()
    voila.preheat_kernel, voila.default_pool_size = True, READY_KERNELS
    settings.MappingKernelManager.cull_idle_timeout = SECONDS_IDLE
    settings.MappingKernelManager.cull_interval = SECONDS_BETWEEN_LOOKS
    settings.MappingKernelManager.cull_connected = True
    settings.VoilaExporter.filters = {"incident": incident}
    return settings
