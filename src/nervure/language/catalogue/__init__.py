"""The catalogue: one file a family of sentences, joined here into two tables that can be grepped."""

from __future__ import annotations

from nervure.language.catalogue import (
    command_line,
    common,
    constraints,
    convolution,
    data,
    data_arrays,
    files,
    initializers,
    kernels,
    layer_arguments,
    layers,
    loss_ranges,
    losses,
    merging,
    metrics,
    models,
    normalization,
    optimizers,
    preflight,
    randomness,
    rearranging,
    recurrent,
    regularizers,
    render,
    sequences,
    storage,
    torch_module,
    training,
)
from nervure.language.message import ErrorMessage, Message

_FAMILIES = (
    command_line,
    common,
    constraints,
    convolution,
    data,
    data_arrays,
    files,
    initializers,
    kernels,
    layer_arguments,
    layers,
    loss_ranges,
    losses,
    merging,
    metrics,
    models,
    normalization,
    optimizers,
    preflight,
    randomness,
    rearranging,
    recurrent,
    regularizers,
    render,
    sequences,
    storage,
    torch_module,
    training,
)

MESSAGES: dict[str, Message] = {key: message for family in _FAMILIES for key, message in family.MESSAGES.items()}
ERRORS: dict[str, ErrorMessage] = {key: error for family in _FAMILIES for key, error in family.ERRORS.items()}
