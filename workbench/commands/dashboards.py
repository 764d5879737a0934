"""The command that serves dashboards."""

import sys

from .telling import show


def serve_dashboards(given):
    """Serve the dashboards of cases until interrupted."""
    from ..delivery.dashboard.offers import find_offer
    from ..delivery.dashboard.server import serve

    offer = find_offer(given.what, given.out)
    serve(offer, host=given.host, port=given.port, token=given.token, base=given.base, tell=_tell)


def _tell(address, log):
    show(f"看板 / dashboards: {address}")
    show(f"出错记录 / faults: {log}")
    show("按 Ctrl+C 结束 / Ctrl+C ends it")
    sys.stdout.flush()  # who started this waits for the address
