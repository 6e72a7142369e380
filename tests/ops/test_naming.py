from __future__ import annotations

import pytest
import torch

from nervure import losses
from nervure.ops.naming import name_of


class HTTPError500: ...


@pytest.mark.parametrize(
    ("item", "name"),
    [
        (losses.HalfSquaredError, "half_squared_error"),
        (losses.HalfSquaredError(name="mine"), "mine"),
        (torch.nn.L1Loss, "l1_loss"),
        (torch.nn.MSELoss(), "mse_loss"),
        (torch.nn.functional.l1_loss, "l1_loss"),
        (lambda y_true, y_pred: 0, "lambda"),
        (HTTPError500, "http_error500"),
    ],
)
def test_a_name_is_written_small_with_underscores(item: object, name: str) -> None:
    assert name_of(item) == name


def test_the_names_are_those_that_keras_gives() -> None:
    from keras.src.utils.naming import to_snake_case

    for written in ("L1Loss", "MyMetric", "ReLU", "Conv2D", "MSELoss", "already_small", "A", "HTTPError500"):
        assert name_of(type(written, (), {})) == to_snake_case(written)
