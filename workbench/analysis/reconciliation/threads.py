"""Linear algebra of many small blocks, kept on one thread: handing each block to several costs more than it saves."""

import functools

from threadpoolctl import ThreadpoolController


def on_one_thread(function):
    """Return a function during whose calls the linear algebra libraries use one thread."""

    @functools.wraps(function)
    def limited(*arguments, **options):
        with _controller().limit(limits=1):
            return function(*arguments, **options)

    return limited


@functools.cache
def _controller():
    """Return what knows the libraries that are loaded; finding them costs more than a small problem."""
    return ThreadpoolController()
