r"""Softmax and cross-entropy from logits z: values, probabilities and gradient, each in one pass.

.. math:: p_c = e^{z_c} / \sum_k e^{z_k}, \qquad E = -\sum_c y_c \log p_c, \qquad \frac{dE}{dz} = p \sum_c y_c - y
"""

from __future__ import annotations

from types import ModuleType

import torch
from torch import Tensor

from nervure.kernels.native import compiled

_NAMES = {torch.float32: "float32", torch.float64: "float64"}


def sparse_cross_entropy(
    logits: Tensor, labels: Tensor, ignored: int | None = None, axis: int = -1
) -> tuple[Tensor, Tensor]:
    """Values and probabilities, for targets that are class numbers.

    Args:
        logits: (..., C), at least float32.
        labels: (...), int64.
        ignored: the number of a class whose value is 0; None for no such class.
        axis: the class axis.

    Returns:
        values: (...), and probabilities: (..., C).

    Raises:
        RuntimeError: a label is not a class.

    Examples:
        >>> values, probabilities = sparse_cross_entropy(torch.zeros(1, 4), torch.tensor([2]))
        >>> round(values.item(), 4), probabilities.tolist()
        (1.3863, [[0.25, 0.25, 0.25, 0.25]])
    """
    module = _native_for(logits, axis)
    if module is None or labels.dtype != torch.int64:
        return sparse_cross_entropy_in_torch(logits, labels, ignored, axis)
    logits = logits.detach().contiguous()
    probabilities, values = torch.empty_like(logits), logits.new_empty(logits.shape[:-1])
    body = getattr(module, "sparse_cross_entropy_" + _NAMES[logits.dtype])
    body(logits, labels.contiguous(), ignored, probabilities, values, torch.get_num_threads())
    return values, probabilities


def sparse_cross_entropy_gradient(
    probabilities: Tensor, labels: Tensor, dvalues: Tensor, ignored: int | None = None, axis: int = -1
) -> Tensor:
    """The gradient of the logits.

    Args:
        probabilities: from :func:`sparse_cross_entropy`.
        labels: as in the forward pass.
        dvalues: (...), the gradients of the values.
        ignored: as in the forward pass; its samples get 0, even if their probabilities are NaN.
        axis: as in the forward pass.
    """
    module = _native_for(probabilities, axis)
    if module is None or labels.dtype != torch.int64 or dvalues.dtype != probabilities.dtype:
        return sparse_cross_entropy_gradient_in_torch(probabilities, labels, dvalues, ignored, axis)
    dlogits, threads = torch.empty_like(probabilities), torch.get_num_threads()
    body = getattr(module, "sparse_cross_entropy_gradient_" + _NAMES[probabilities.dtype])
    body(probabilities, labels.contiguous(), ignored, dvalues.detach().contiguous(), dlogits, threads)
    return dlogits


def categorical_cross_entropy(logits: Tensor, targets: Tensor, axis: int = -1) -> tuple[Tensor, Tensor]:
    """Values and probabilities, for targets that are rows of probabilities.

    Args:
        logits: (..., C), at least float32.
        targets: (..., C).
        axis: the class axis.

    Returns:
        values: (...), and probabilities: (..., C).

    Examples:
        >>> values, _ = categorical_cross_entropy(torch.zeros(1, 2), torch.tensor([[0.5, 0.5]]))
        >>> round(values.item(), 4)
        0.6931
    """
    module = _native_for(logits, axis)
    if module is None or (targets.shape, targets.dtype) != (logits.shape, logits.dtype):
        return categorical_cross_entropy_in_torch(logits, targets, axis)
    logits = logits.detach().contiguous()
    probabilities, values = torch.empty_like(logits), logits.new_empty(logits.shape[:-1])
    body = getattr(module, "categorical_cross_entropy_" + _NAMES[logits.dtype])
    body(logits, targets.detach().contiguous(), probabilities, values, torch.get_num_threads())
    return values, probabilities


def categorical_cross_entropy_gradient(
    probabilities: Tensor, targets: Tensor, dvalues: Tensor, axis: int = -1
) -> Tensor:
    """The gradient of the logits.

    Args:
        probabilities: from :func:`categorical_cross_entropy`.
        targets: as in the forward pass.
        dvalues: (...), the gradients of the values.
        axis: as in the forward pass.
    """
    module = _native_for(probabilities, axis)
    types = {probabilities.dtype, targets.dtype, dvalues.dtype}
    if module is None or len(types) > 1 or targets.shape != probabilities.shape:
        return categorical_cross_entropy_gradient_in_torch(probabilities, targets, dvalues, axis)
    dlogits, threads = torch.empty_like(probabilities), torch.get_num_threads()
    body = getattr(module, "categorical_cross_entropy_gradient_" + _NAMES[probabilities.dtype])
    body(probabilities, targets.detach().contiguous(), dvalues.detach().contiguous(), dlogits, threads)
    return dlogits


def sparse_cross_entropy_in_torch(
    logits: Tensor, labels: Tensor, ignored: int | None = None, axis: int = -1
) -> tuple[Tensor, Tensor]:
    """The torch body of :func:`sparse_cross_entropy`."""
    numbers, valid = _labels(labels, ignored, axis)
    log_probabilities = torch.log_softmax(logits, axis)
    values = -log_probabilities.gather(axis, numbers)
    values = values if valid is None else values.masked_fill(~valid, 0.0)
    return values.squeeze(axis), log_probabilities.exp()


def sparse_cross_entropy_gradient_in_torch(
    probabilities: Tensor, labels: Tensor, dvalues: Tensor, ignored: int | None = None, axis: int = -1
) -> Tensor:
    """The torch body of :func:`sparse_cross_entropy_gradient`."""
    numbers, valid = _labels(labels, ignored, axis)
    scale = dvalues.unsqueeze(axis).expand(numbers.shape)
    if valid is None:
        return (probabilities * scale).scatter_add_(axis, numbers, -scale)
    # Selected, not multiplied by zero: an ignored sample may have NaN outputs.
    dlogits = torch.where(valid, probabilities * scale, 0.0)
    return dlogits.scatter_add_(axis, numbers, torch.where(valid, -scale, 0.0))


def categorical_cross_entropy_in_torch(logits: Tensor, targets: Tensor, axis: int = -1) -> tuple[Tensor, Tensor]:
    """The torch body of :func:`categorical_cross_entropy`."""
    log_probabilities = torch.log_softmax(logits, axis)
    return -(targets * log_probabilities).sum(axis), log_probabilities.exp()


def categorical_cross_entropy_gradient_in_torch(
    probabilities: Tensor, targets: Tensor, dvalues: Tensor, axis: int = -1
) -> Tensor:
    """The torch body of :func:`categorical_cross_entropy_gradient`."""
    total = targets.sum(axis, keepdim=True)
    return (probabilities * total - targets) * dvalues.unsqueeze(axis)


def _native_for(numbers: Tensor, axis: int) -> ModuleType | None:
    """The compiled module if it has a body for these numbers: the classes of a sample adjacent in memory."""
    is_last = axis in (-1, numbers.ndim - 1)
    if not is_last or numbers.dtype not in _NAMES or numbers.device.type != "cpu" or not numbers.numel():
        return None
    return compiled()


def _labels(labels: Tensor, ignored: int | None, axis: int) -> tuple[Tensor, Tensor | None]:
    """Labels with a class axis of 1, and where they count; an ignored label is looked up as 0."""
    numbers = labels.unsqueeze(axis)
    if ignored is None:
        return numbers, None
    valid = numbers != ignored
    return numbers.masked_fill(~valid, 0), valid
