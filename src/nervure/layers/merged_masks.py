"""Masks of layers that merge several sequences into one."""

from __future__ import annotations

from nervure.layers.lowering import LayerLowering
from nervure.ops.masking import either, joined_mask, mask_op


def pass_either_mask(inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
    """For sums: a time step is real if it is real in any input; no mask unless all inputs have one."""
    masks = [mask for mask in map(lowering.mask_to_pass, inputs) if mask is not None]
    if len(masks) < len(inputs):
        return
    if len(set(masks)) == 1:
        lowering.set_mask(outputs[0], masks[0])
    else:
        (mask,) = lowering.step("mask", mask_op(either), tuple(masks))
        lowering.set_mask(outputs[0], mask, rank=lowering.mask_rank(masks[0]))


def pass_joined_mask(inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering, axis: int) -> None:
    """For inputs joined along ``axis``: a time step is real if any feature is; an input without a mask is all real."""
    masks = [lowering.mask_to_pass(slot) for slot in inputs]
    given = [mask for mask in masks if mask is not None]
    if not given:
        return
    masked = tuple(mask is not None for mask in masks)
    (joined,) = lowering.step("mask", mask_op(joined_mask), (*inputs, *given), axis=axis, masked=masked)
    lowering.set_mask(outputs[0], joined, rank=lowering.mask_rank(given[0]))
