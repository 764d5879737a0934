"""Places for boxes and arrows, found by the Eclipse Layout Kernel (elkjs run in QuickJS).

The engine is loaded once per process, at the first diagram; no browser and no node is needed.
"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import quickjs

from workbench.errors import WorkbenchError

ENGINE_FILE = Path(__file__).parent / "elk" / "elk-worker.min.js"
_THREAD_STACK = 64 * 2**20  # [byte]
_SCRIPT_STACK = 48 * 2**20  # [byte]
# What the engine expects of a browser's worker, and nothing more.
_SURROUNDINGS = """
var self = this, jobs = [], answer = null, module = {exports: {}}, exports = module.exports;
function setTimeout(job) { jobs.push(job); return jobs.length; }
function clearTimeout() {}
var console = {log: function () {}, warn: function () {}, error: function () {}};
function work() { while (jobs.length) jobs.shift()(); }
"""
_START = """
var engine = new module.exports.Worker('');
engine.onmessage = function (message) { answer = message.data; };
engine.postMessage({id: 0, cmd: 'register', algorithms: ['layered']}); work();
function lay_out(text) {
  answer = null;
  engine.postMessage({id: 1, cmd: 'layout', graph: JSON.parse(text), layoutOptions: {}, options: {}});
  work();
  return JSON.stringify(answer.error ? {error: String(answer.error.message || answer.error)} : {data: answer.data});
}
"""


class LayoutError(WorkbenchError):
    """The layout engine could not place a diagram."""


@lru_cache(maxsize=1)
def _room():
    """Return the one thread in which the engine lives.

    A JavaScript context belongs to the thread that made it, and large graphs need a deeper stack than
    threads have by default.
    """
    usual = threading.stack_size(_THREAD_STACK)
    try:
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="layout")
        executor.submit(_engine).result()
    finally:
        threading.stack_size(usual)
    return executor


@lru_cache(maxsize=1)
def _engine():
    context = quickjs.Context()
    context.set_max_stack_size(_SCRIPT_STACK)
    for script in (_SURROUNDINGS, ENGINE_FILE.read_text(encoding="utf-8"), _START):
        context.eval(script)
    return context.get("lay_out")


def lay_out(graph):
    """Return an ELK graph with the places of its nodes, labels and edge sections.

    Parameters
    ----------
    graph : dict
        Graph in the JSON format of ELK: id, layoutOptions, children, edges.

    Returns
    -------
    dict
        The same graph with x, y, width, height and the sections of every edge. [pt]

    Raises
    ------
    LayoutError
        If the engine refuses the graph.
    """
    return json.loads(_lay_out(json.dumps(graph, sort_keys=True, ensure_ascii=False)))


@lru_cache(maxsize=512)
def _lay_out(text):
    """Lay out a graph given as text, so that a diagram drawn twice is laid out once."""
    answer = json.loads(_room().submit(lambda: _engine()(text)).result())
    if "error" in answer:
        raise LayoutError(f"无法布置图形 / the diagram could not be laid out: {answer['error']}")
    return json.dumps(answer["data"])
