"""Rows of layers that work on each sample by itself: normalizations, further merges, attention's neighbors."""

from __future__ import annotations

from typing import Any

Row = tuple[str, dict[str, Any], tuple[tuple[int, ...], ...]]

_PICTURES = ((5, 4, 6),)

NORMALIZATIONS: list[Row] = [
    ("LayerNormalization", {}, ((6,),)),
    ("LayerNormalization", {"epsilon": 1e-5}, _PICTURES),
    ("LayerNormalization", {"axis": [1, 2]}, ((5, 4),)),
    ("LayerNormalization", {"axis": [1, 3]}, _PICTURES),
    ("LayerNormalization", {"axis": [1, 3], "center": False}, _PICTURES),  # a lone axis 1 fails in Keras on torch
    ("LayerNormalization", {"axis": [-1, -2], "scale": False}, _PICTURES),
    ("LayerNormalization", {"scale": False, "center": False}, ((5, 4),)),
    ("GroupNormalization", {"groups": 3}, _PICTURES),
    ("GroupNormalization", {"groups": 1, "epsilon": 1e-5}, ((5, 4),)),
    ("GroupNormalization", {"groups": -1}, _PICTURES),
    ("GroupNormalization", {"groups": 2, "axis": 2, "scale": False}, _PICTURES),
    ("GroupNormalization", {"groups": 2, "axis": -2, "center": False}, _PICTURES),
    ("GroupNormalization", {"groups": 2}, ((6,),)),
    ("RMSNormalization", {}, ((6,),)),
    ("RMSNormalization", {"epsilon": 0.1}, _PICTURES),
    ("RMSNormalization", {"axis": [1, 2]}, ((5, 4),)),
    ("RMSNormalization", {"axis": [-2, -1]}, _PICTURES),
    ("RMSNormalization", {"axis": [1, 2, 3]}, _PICTURES),  # [1, 3] fails in Keras
    ("UnitNormalization", {}, ((6,),)),
    ("UnitNormalization", {"axis": 1}, _PICTURES),
    ("UnitNormalization", {"axis": [1, 2]}, ((5, 4),)),
    ("UnitNormalization", {"axis": [1, 2, 3]}, _PICTURES),
    ("UnitNormalization", {"axis": -2}, ((5, 4),)),
]
MERGES: list[Row] = [
    *[
        (name, {}, shapes)
        for name in ("Subtract", "Multiply", "Average", "Maximum", "Minimum")
        for shapes in (
            ((4,), (4,)), ((5, 5, 3), (1, 1, 3)), ((5, 5, 3), (3,)), ((3, 1), (1, 4)),
            ((3, 4), (3, 4)) if name == "Subtract" else ((3, 4), (3, 4), (3, 4)),
        )
    ],
    ("Dot", {"axes": 1}, ((4,), (4,))),
    ("Dot", {"axes": -1, "normalize": True}, ((4,), (4,))),
    ("Dot", {"axes": (1, 2)}, ((5,), (3, 5))),
    ("Dot", {"axes": (2, 1), "normalize": True}, ((3, 4), (4, 2))),
    ("Dot", {"axes": [1, 2]}, ((3, 4, 2), (5, 3))),
    ("Dot", {"axes": 2}, ((3, 4), (5, 4))),
]  # fmt: skip
REARRANGING: list[Row] = [
    ("PReLU", {}, ((5,),)),
    ("PReLU", {"alpha_initializer": "ones"}, ((5, 4),)),
    ("PReLU", {"shared_axes": [1, 2]}, _PICTURES),
    ("PReLU", {"shared_axes": 1}, ((5, 4),)),
    ("PReLU", {"shared_axes": [1, 2, 3]}, _PICTURES),
    ("Permute", {"dims": (2, 1)}, ((5, 4),)),
    ("Permute", {"dims": (3, 1, 2)}, _PICTURES),
    ("Permute", {"dims": [2, 1, 3]}, _PICTURES),
    ("Permute", {"dims": (1,)}, ((5,),)),
    ("Permute", {"dims": (4, 3, 2, 1)}, ((2, 3, 4, 5),)),
    *[("RepeatVector", {"n": n}, ((features,),)) for n, features in ((1, 4), (2, 4), (3, 1), (5, 2), (7, 6))],
    *[("Identity", {}, (shape,)) for shape in ((5,), (5, 4), (5, 4, 6), (1,), (2, 3, 4, 5))],
    *[(name, {option: 0.0}, ((5, 4),)) for name, option in (
        ("GaussianNoise", "stddev"), ("GaussianDropout", "rate"), ("AlphaDropout", "rate"),
    )],
]  # fmt: skip
ROWS: list[Row] = [*NORMALIZATIONS, *MERGES, *REARRANGING]
