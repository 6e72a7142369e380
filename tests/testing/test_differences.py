from __future__ import annotations

import torch

from nervure.testing.differences import has_bend, place_in, slopes, some_places


def test_slopes_of_a_cubic_are_those_of_its_derivative() -> None:
    x = torch.tensor([[0.5, -1.0, 2.0], [3.0, 0.25, -0.75]], dtype=torch.float64)
    before, dy = x.clone(), torch.arange(1.0, 7.0, dtype=torch.float64).view(2, 3)
    found = slopes(lambda: (x**3,), x, (dy,), torch.arange(6))
    expected = (dy * 3 * x**2).flatten()
    assert torch.allclose(found.values, expected, rtol=1e-9, atol=0)
    assert float((found.values - expected).abs().max()) < found.noise + 1e-9
    assert torch.equal(x, before)


def test_only_the_places_asked_for_are_moved_also_in_a_tensor_of_another_memory_order() -> None:
    x = torch.arange(6.0, dtype=torch.float64).view(3, 2).T
    found = slopes(lambda: (x**2,), x, (torch.ones_like(x),), torch.tensor([1, 5]))
    assert torch.allclose(found.values, 2 * x.reshape(-1)[[1, 5]])


def test_several_outputs_add_up() -> None:
    x = torch.tensor([2.0], dtype=torch.float64)
    one = torch.ones(1, dtype=torch.float64)
    assert torch.allclose(slopes(lambda: (x**2, 5 * x), x, (one, one), torch.tensor([0])).values, 9 * one)


def test_no_places_give_no_slopes() -> None:
    x = torch.zeros(0, 3, dtype=torch.float64)
    assert slopes(lambda: (x,), x, (x,), some_places(0, 0)).values.shape == (0,)


def test_a_small_change_of_a_large_sum_is_not_swallowed() -> None:
    x = torch.tensor([1.0, 1e8], dtype=torch.float64)
    dy = torch.tensor([1e-3, 1.0], dtype=torch.float64)
    found = slopes(lambda: (x * 1.0,), x, (dy,), torch.tensor([0]))
    assert abs(float(found.values[0]) - 1e-3) < 1e-12


def test_a_bend_has_another_slope_on_either_side() -> None:
    x, dy = torch.tensor([0.0, 1.0], dtype=torch.float64), torch.ones(2, dtype=torch.float64)
    assert has_bend(lambda: (x.abs(),), x, (dy,), 0)
    assert not has_bend(lambda: (x.abs(),), x, (dy,), 1)
    assert not has_bend(lambda: (x**2,), x, (dy,), 1)


def test_places_are_different_in_order_and_not_too_many() -> None:
    places = some_places(1000, key=3)
    assert len(places) == len(places.unique()) == 60
    assert torch.equal(places, places.sort().values)
    assert torch.equal(some_places(7, key=3), torch.arange(7))
    assert place_in(torch.zeros(2, 3, 4), 17) == (1, 1, 1)
