import numpy as np
import pytest
import scipy.sparse as sp

from workbench.analysis.reconciliation import interior
from workbench.analysis.reconciliation.bilinear import solve_bilinear
from workbench.analysis.reconciliation.suspects import find_suspects
from workbench.errors import ReconciliationError

nan = np.nan
# three processes with a recycle: feed 0 → A → B → C, products of A, B and C, recycle C → A
NETWORK = sp.csr_array(np.array([[1, -1, 0, -1, 0, 0, 1], [0, 1, -1, 0, -1, 0, 0], [0, 0, 1, 0, 0, -1, -1.0]]))
# feed 100 and recycle 20 into A, 50 and 70 out; B 70 → 40 + 30; C 40 → 20 + 20
AMOUNTS = np.array([100, 70, 40, 50, 30, 20, 20.0])
# loads of two quantities that balance: A 20 + 3 → 15 + 8, B 15 → 7 + 8, C 7 → 4 + 3 and A 10 + 1 → 7 + 4, B 7 → 3 + 4, C 3 → 2 + 1
LOADS = np.array([[20, 10], [15, 7], [7, 3], [8, 4], [8, 4], [4, 2], [3, 1.0]])
CONTENTS = LOADS / AMOUNTS[:, None]


def readings(seed, share=1.0):
    random = np.random.default_rng(seed)
    data = []
    for truth in (AMOUNTS, CONTENTS):
        sd = 0.03 * truth
        known = random.random(truth.shape) < share
        data += [np.where(known, truth + sd * random.normal(size=truth.shape), nan), sd]
    return data


@pytest.mark.parametrize("seed", range(6))
def test_the_sparse_method_finds_what_the_dense_one_finds(seed):
    data = readings(seed, share=1.0 if seed < 3 else 0.85)
    large, dense = interior.solve_large(NETWORK, *data), solve_bilinear(NETWORK, *data, lower=0.0)
    assert large.chi2 == pytest.approx(dense.chi2, rel=1e-6)
    assert large.dof == dense.dof
    assert large.status.tolist() == dense.status.tolist()
    assert large.values == pytest.approx(dense.values, rel=1e-5, nan_ok=True)
    assert large.sd == pytest.approx(dense.sd, rel=0.01, nan_ok=True)
    assert large.z == pytest.approx(dense.z, abs=1e-2, nan_ok=True)
    assert large.residual < 1e-9


def test_closed_readings_stay_what_they_are():
    solution = interior.solve_large(NETWORK, AMOUNTS, 0.02 * AMOUNTS, CONTENTS, 0.02 * CONTENTS)
    assert solution.chi2 == pytest.approx(0, abs=1e-6)
    assert solution.values == pytest.approx(np.concatenate([AMOUNTS, CONTENTS.ravel()]), rel=1e-4)


def test_exact_values_stay_exact():
    amounts, amount_sd, contents, content_sd = readings(1)
    amounts[0], amount_sd[0], contents[0, 0], content_sd[0, 0] = 100, 0, 0.2, 0
    solution = interior.solve_large(NETWORK, amounts, amount_sd, contents, content_sd)
    dense = solve_bilinear(NETWORK, amounts, amount_sd, contents, content_sd, lower=0.0)
    assert (solution.values[0], solution.values[7]) == (100, 0.2)
    assert (solution.sd[0], solution.status[0]) == (0, "measured")
    assert solution.values == pytest.approx(dense.values, rel=1e-5)


def test_what_nothing_determines_is_said_to_be_open():
    amounts, amount_sd, contents, content_sd = readings(2)
    amounts[[1, 2, 6]] = nan
    contents[[1, 2, 6]] = nan
    solution = interior.solve_large(NETWORK, amounts, amount_sd, contents, content_sd)
    # the recycle runs unseen; what enters and leaves is known
    assert set(solution.status[[1, 2, 6]]) == {"unobservable"}
    assert np.isnan(solution.values[[1, 2, 6]]).all()
    assert not np.isnan(solution.values[[0, 3, 4, 5]]).any()


def test_a_flow_that_would_turn_negative_ends_at_zero_and_is_named():
    # the second outlet is not measured, and the first already reads more than the feed
    network = sp.csr_array(np.array([[1.0, -1, -1]]))
    ones = np.ones((3, 1))
    solution = interior.solve_large(network, [100, 103, nan], [1, 1, nan], ones * 0.5, ones * 0.01)
    assert solution.values[:2] == pytest.approx([101.5, 101.5], rel=1e-4)
    assert 2 in solution.at_bound


def test_large_plants_go_the_sparse_way_by_themselves(monkeypatch):
    from workbench.analysis.reconciliation import bilinear

    monkeypatch.setattr(bilinear, "LARGE", 10)
    data = readings(3)
    large = solve_bilinear(NETWORK, *data, lower=0.0)
    assert large.find_covariance is None
    assert solve_bilinear(NETWORK, *data).find_covariance is not None


def test_balances_with_other_factors_stay_with_the_dense_method(monkeypatch):
    from workbench.analysis.reconciliation import bilinear

    monkeypatch.setattr(bilinear, "LARGE", 1)
    # twice the first flow makes the others, as with two equal lines of which one is metered
    solution = solve_bilinear(
        sp.csr_array([[2.0, -1, -1]]), [50, 62, 40], [1, 1, 1], np.full((3, 1), 0.2), np.full((3, 1), 0.01), lower=0.0
    )
    assert 2 * solution.values[0] == pytest.approx(solution.values[1] + solution.values[2])
    assert solution.find_covariance is not None


@pytest.mark.parametrize("seed", range(3))
def test_a_biased_meter_of_a_large_plant_is_named_as_in_a_small_one(seed):
    data = readings(seed)
    data[0][2] *= 1.35
    leaks = np.kron(np.ones((3, 1)), np.eye(3))  # what a process loses it loses in every layer
    [large] = find_suspects(interior.solve_large(NETWORK, *data), leaks=leaks)
    [dense] = find_suspects(solve_bilinear(NETWORK, *data, lower=0.0), leaks=leaks)
    assert (large.kind, large.members) == (dense.kind, dense.members) == ("meter", (2,))
    assert (large.z, large.size) == pytest.approx((dense.z, dense.size), rel=1e-6)


def test_a_leak_of_a_large_plant_is_named():
    # everything behind process 1 reads a tenth less than what enters it
    amounts = AMOUNTS * np.array([1, 1, 0.8, 1, 0.8, 0.8, 0.8])
    data = (amounts, 0.01 * amounts, CONTENTS, 0.01 * CONTENTS)
    leaks = np.kron(np.ones((3, 1)), np.eye(3))
    large = find_suspects(interior.solve_large(NETWORK, *data), leaks=leaks, leak_members=list("ABC"))
    dense = find_suspects(solve_bilinear(NETWORK, *data, lower=0.0), leaks=leaks, leak_members=list("ABC"))
    assert [(suspect.kind, suspect.members) for suspect in large] == [
        (suspect.kind, suspect.members) for suspect in dense
    ]


def test_negative_readings_are_refused():
    amounts, amount_sd, contents, content_sd = readings(4)
    contents[2, 1] = -0.1
    with pytest.raises(ReconciliationError, match="negative") as caught:
        interior.solve_large(NETWORK, amounts, amount_sd, contents, content_sd)
    assert caught.value.flows == (7 + 2 * 2 + 1,)


def test_a_search_that_is_cut_short_says_so(monkeypatch):
    monkeypatch.setattr(interior, "STEPS", 3)
    with pytest.raises(ReconciliationError, match="not converged"):
        interior.solve_large(NETWORK, *readings(5))
