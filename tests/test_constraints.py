from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import constraints
from nervure.constraints import Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.registry import serialize

EVERY = [MaxNorm(0.7), MaxNorm(0.5, axis=[0, 1]), NonNeg(), UnitNorm(), UnitNorm(axis=1), MinMaxNorm(0.5, 0.9)]


def weight(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


@pytest.mark.parametrize("constraint", EVERY, ids=lambda c: str(c.get_config()))
def test_projecting_twice_changes_nothing_more(constraint: Constraint) -> None:
    once = constraint.project(weight(4, 3))
    torch.testing.assert_close(constraint.project(once), once, rtol=0, atol=1e-6)


@pytest.mark.parametrize("constraint", EVERY, ids=lambda c: str(c.get_config()))
def test_the_weight_itself_is_not_changed(constraint: Constraint) -> None:
    value = weight(4, 3)
    before = value.clone()
    projected = constraint.project(value)
    assert torch.equal(value, before)
    assert projected.shape == value.shape
    assert projected.dtype == value.dtype


def test_max_norm_shortens_long_columns_and_leaves_short_ones() -> None:
    value = torch.tensor([[3.0, 0.1], [4.0, 0.2]])
    projected = MaxNorm(2.0).project(value)
    torch.testing.assert_close(projected.norm(dim=0), torch.tensor([2.0, 0.05**0.5]), rtol=1e-5, atol=0)


def test_unit_norm_leaves_a_column_of_zeros_at_zero() -> None:
    projected = UnitNorm().project(torch.tensor([[0.0, 3.0], [0.0, 4.0]]))
    torch.testing.assert_close(projected, torch.tensor([[0.0, 0.6], [0.0, 0.8]]))


def test_kernels_of_convolutions_are_measured_filter_by_filter() -> None:
    projected = UnitNorm(axis=[0, 1, 2]).project(weight(3, 3, 2, 5))
    lengths = projected.square().sum(dim=(0, 1, 2)).sqrt()
    torch.testing.assert_close(lengths, torch.ones(5, dtype=torch.float64), rtol=0, atol=1e-6)


def test_a_rate_below_one_goes_part_of_the_way() -> None:
    value = torch.tensor([[10.0]])
    assert MinMaxNorm(0.0, 2.0, rate=0.25).project(value).item() == pytest.approx(0.25 * 2 + 0.75 * 10)
    assert MinMaxNorm(20.0, 30.0, rate=0.5).project(value).item() == pytest.approx(15)


def test_nan_stays_nan() -> None:
    for constraint in EVERY:
        assert torch.isnan(constraint.project(torch.full((2, 2), torch.nan))).any()


def test_names_objects_classes_functions_and_configurations_are_found() -> None:
    assert constraints.get(None) is None
    for name, cls in constraints.TABLE.items():
        assert type(constraints.get(name)) is cls
    given = MaxNorm(3)
    assert constraints.get(given) is given
    assert isinstance(constraints.get(NonNeg), NonNeg)
    again = constraints.get(serialize(MinMaxNorm(0.1, 0.2, 0.3, [0, 1])))
    assert again.get_config() == {"min_value": 0.1, "max_value": 0.2, "rate": 0.3, "axis": [0, 1]}  # type: ignore[union-attr]
    halved = constraints.get(lambda w: w / 2)
    assert halved is not None
    assert halved.project(torch.ones(2)).tolist() == [0.5, 0.5]
    assert constraints.max_norm is MaxNorm


def test_calling_a_constraint_keeps_arrays_arrays() -> None:
    assert isinstance(NonNeg()(np.array([-1.0])), np.ndarray)
    assert isinstance(NonNeg()(torch.tensor([-1.0])), torch.Tensor)


def test_an_axis_that_the_weight_lacks_is_named() -> None:
    with pytest.raises(ShapeError, match="MaxNorm: the weight has no axis"):
        MaxNorm(axis=[0, 1, 2]).project(weight(4))


def test_a_function_that_changes_the_shape_is_refused() -> None:
    with pytest.raises(ShapeError, match="changed the shape"):
        constraints.GivenProjection(lambda w: w.sum()).project(weight(4))


def test_a_misspelled_name_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'max_norm'"):
        constraints.get("max_nrom")


def test_what_cannot_project_is_refused() -> None:
    with pytest.raises(ArgumentError, match="cannot be used as a constraint"):
        constraints.get(3)


def test_what_is_described_is_made_again_under_every_name() -> None:
    made = constraints.MaxNorm(3)
    again = constraints.deserialize(constraints.serialize(made))
    assert type(again) is type(made)
    assert again.get_config() == made.get_config()
    assert type(constraints.deserialize(constraints.serialize(made), {"Mine": type(made)})) is type(made)
    assert {name for name in constraints.TABLE if name.islower() and hasattr(constraints, name)} <= set(
        constraints.__all__
    )


def test_a_constraint_that_says_nothing_allows_every_value_as_in_keras() -> None:
    assert Constraint()([-1.0, 2.0]).tolist() == [-1.0, 2.0]
