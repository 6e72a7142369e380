from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.layers import BatchNormalization, Conv2D, Flatten, GlobalAveragePooling2D, Reshape
from nervure.testing.rules.shapes import empty_batch, output_shape
from tests.testing.planted_faults import AveragesNothing, BatchSizeWrittenDown, WrongOutputShape
from tests.testing.sound_layers import Affine, Halves
from tests.testing.specimens import examined, holds


def test_promised_shapes_are_the_real_ones() -> None:
    for layer, shape in (
        (Affine(), (2, 3)),
        (Halves(), (4,)),
        (Conv2D(2, 3, strides=2), (6, 5, 2)),
        (Flatten(), (2, 3)),
        (Reshape((3, -1)), (2, 6)),
        (GlobalAveragePooling2D(), (3, 3, 2)),
        (BatchNormalization(), (3,)),
    ):
        assert holds(output_shape, layer, shape)
        assert holds(empty_batch, layer, shape)


def test_every_size_of_batch_and_both_modes_are_counted() -> None:
    (finding,) = examined(output_shape, WrongOutputShape())
    assert finding.measured == 3 * 2 * 2  # batches of 1, 2 and 4; two modes; asked without and with the number
    assert not holds(output_shape, BatchSizeWrittenDown())


def test_the_batch_axis_must_stay_unknown_while_it_is_unknown() -> None:
    class AlwaysOne(Affine):
        def compute_output_shape(self, input_shape: Any) -> Any:
            return (input_shape[0] or 1, *input_shape[1:-1], self.units)

    (finding,) = examined(output_shape, AlwaysOne())
    assert finding.sentence == "compute_output_shape returns (1, 3), but the output has (1, 3)."


def test_a_missing_axis_is_a_wrong_shape() -> None:
    class TooShort(Affine):
        def compute_output_shape(self, input_shape: Any) -> Any:
            return input_shape[:-1]

    (finding,) = examined(output_shape, TooShort())
    assert finding.sentence == "compute_output_shape returns (N,), but the output has (1, 3)."


def test_gradients_of_nothing_are_zero_and_not_nan() -> None:
    (finding,) = examined(empty_batch, AveragesNothing())
    assert finding.measured == 2
    assert finding.sentence == "Without samples, the gradient of 'bias' is not 0."


def test_an_output_of_another_shape_without_samples_is_found() -> None:
    class OneForNone(Affine):
        def forward(self, x: Tensor, context: Any) -> Any:
            y, cache = super().forward(x, context)
            return (y if len(x) else y.new_zeros(1, self.units)), cache

        def backward(self, dy: Tensor, cache: Any) -> Any:
            return super().backward(dy[: len(cache.x)], cache)

    (finding,) = examined(empty_batch, OneForNone())
    assert finding.sentence == "compute_output_shape returns (0, 3), but the output has (1, 3)."
