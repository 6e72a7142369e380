"""A class as a target for a loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure.losses.target_kinds import ClassNumberLoss, OneHotLoss, YesOrNoLoss
from nervure.models.graph_model import GraphModel


def num_classes(model: GraphModel) -> int:
    """The number of classes of the network; 0 if its loss is not a classification loss, or not known yet.

    Examples:
        >>> import nervure as nv
        >>> model = nv.Sequential([nv.Input((2,)), nv.layers.Dense(3, activation="softmax")])
        >>> model.compile("sgd", "sparse_categorical_crossentropy")
        >>> num_classes(model)
        3
    """
    if not model.compiled or len(model.output_names) != 1 or len(model.graph.output_shapes[0]) != 2:
        return 0
    (loss,), count = model.compilation.losses_of(model.output_names), model.graph.output_shapes[0][1]
    if isinstance(loss, (ClassNumberLoss, OneHotLoss)):
        return count or 0
    return 2 if isinstance(loss, YesOrNoLoss) and count == 1 else 0


def class_target(model: GraphModel, chosen: int, num_samples: int = 1) -> np.ndarray[Any, Any]:
    """The targets if every sample is of one class, as the loss expects them: labels or one-hot rows.

    Args:
        model: one with :func:`num_classes`.
        chosen: the class.
        num_samples: of the batch.

    Examples:
        >>> import nervure as nv
        >>> model = nv.Sequential([nv.Input((2,)), nv.layers.Dense(3, activation="softmax")])
        >>> model.compile("sgd", "categorical_crossentropy")
        >>> class_target(model, 2)
        array([[0., 0., 1.]], dtype=float32)
    """
    (loss,), count = model.compilation.losses_of(model.output_names), model.graph.output_shapes[0][1]
    if isinstance(loss, ClassNumberLoss):
        return np.full(num_samples, chosen)
    if isinstance(loss, YesOrNoLoss):
        return np.full((num_samples, 1), chosen)
    assert count is not None, "a classifier has a fixed number of classes"
    return np.repeat(np.eye(count, dtype=np.float32)[[chosen]], num_samples, axis=0)
