"""Linear algebra of a reconciliation runs on one thread, and only while it runs."""

import numpy as np
from threadpoolctl import threadpool_info

from workbench.analysis.reconciliation.threads import on_one_thread


def _threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_inside_a_decorated_function_linear_algebra_has_one_thread():
    assert on_one_thread(_threads)() == {1}


def test_afterwards_the_libraries_have_the_threads_they_had():
    before = _threads()
    on_one_thread(_threads)()
    assert _threads() == before
