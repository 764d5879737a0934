import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.reconciliation import fronts
from workbench.analysis.reconciliation.compiled import add_rest
from workbench.analysis.reconciliation.fronts import BlockFactor, plan_groups


def random_blocks(seed):
    """Return places and blocks of a network of processes, and the matrix they make."""
    random = np.random.default_rng(seed)
    processes, width = int(random.integers(2, 40)), int(random.integers(1, 5))
    pairs = random.integers(0, processes, (3 * processes, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    # every flow adds C at both of its ends and −C between them; every process also has a flow to outside
    parts = random.normal(size=(len(pairs) + processes, width, width))
    parts = np.einsum("ijk,ilk->ijl", parts, parts) + 0.1 * np.eye(width)
    inner, outer = parts[: len(pairs)], parts[len(pairs) :]
    every = np.arange(processes)
    one = np.concatenate([pairs[:, 0], pairs[:, 1], pairs[:, 0], pairs[:, 1], every])
    other = np.concatenate([pairs[:, 0], pairs[:, 1], pairs[:, 1], pairs[:, 0], every])
    blocks = np.concatenate([inner, inner, -inner, -inner, outer])
    matrix = np.zeros((processes, width, processes, width))
    for place, (row, column) in enumerate(zip(one, other, strict=True)):
        matrix[row, :, column, :] += blocks[place]
    return one, other, blocks, matrix.reshape(processes * width, -1)


@given(st.integers(0, 10**6), st.sampled_from([1, 4, 16]))
def test_the_factor_solves_and_inverts_like_dense_algebra(seed, small):
    one, other, blocks, matrix = random_blocks(seed)
    width = blocks.shape[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fronts, "SMALL", small)
        factor = BlockFactor(plan_groups(one, other, len(matrix) // width, width), blocks)
    right = np.arange(1.0, len(matrix) + 1)
    inverse = np.linalg.inv(matrix)
    assert factor.solve(right) == pytest.approx(inverse @ right, rel=1e-6, abs=1e-9)
    found, size = factor.inverse_blocks(), np.abs(inverse).max()
    for place, (row, column) in enumerate(zip(one, other, strict=True)):
        expected = inverse[row * width : (row + 1) * width, column * width : (column + 1) * width]
        assert found[place] == pytest.approx(expected, rel=1e-6, abs=1e-9 * size)


def test_the_compiled_sum_is_the_plain_one():
    part = np.arange(16.0).reshape(4, 4)
    into, met = np.array([0, 2, 3, 5]), 2
    plain, compiled = (np.zeros((6, 3)), np.zeros((3, 3))), (np.zeros((6, 3)), np.zeros((3, 3)))
    fronts._add(part, into, met, *plain)
    add_rest(part, into, met, *compiled)
    for one, other in zip(plain, compiled, strict=True):
        assert np.tril(one) == pytest.approx(np.tril(other))


def test_a_matrix_that_is_not_positive_definite_is_refused():
    plan = plan_groups(np.array([0, 1]), np.array([0, 1]), 2, 1)
    with pytest.raises(np.linalg.LinAlgError):
        BlockFactor(plan, np.array([[[1.0]], [[-1.0]]]))
