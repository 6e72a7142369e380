"""What is compared of the layers that slide along sequences, pictures and volumes."""

from __future__ import annotations

from typing import Any

Row = tuple[str, dict[str, Any], tuple[tuple[int, ...], ...]]

SEQUENCES, PICTURES, VOLUMES = ((9, 4),), ((9, 8, 4),), ((5, 4, 6, 4),)
MAPS = {1: SEQUENCES, 2: PICTURES, 3: VOLUMES}

CONVOLUTIONS: list[Row] = [
    ("Conv1D", {"filters": 5, "kernel_size": 3}, SEQUENCES),
    ("Conv1D", {"filters": 5, "kernel_size": 4, "padding": "same", "activation": "relu"}, SEQUENCES),
    ("Conv1D", {"filters": 5, "kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False}, SEQUENCES),
    ("Conv1D", {"filters": 5, "kernel_size": 3, "padding": "causal"}, SEQUENCES),
    ("Conv1D", {"filters": 5, "kernel_size": 3, "padding": "causal", "dilation_rate": 3}, SEQUENCES),
    ("Conv1D", {"filters": 5, "kernel_size": (2,), "padding": "causal", "strides": 2}, SEQUENCES),
    ("Conv1D", {"filters": 6, "kernel_size": 3, "groups": 2, "activation": "tanh"}, SEQUENCES),
    ("Conv1D", {"filters": 1, "kernel_size": 1}, ((3, 1),)),
    ("Conv2D", {"filters": 5, "kernel_size": 3}, PICTURES),
    ("Conv2D", {"filters": 5, "kernel_size": (2, 4), "padding": "same", "activation": "relu"}, PICTURES),
    ("Conv2D", {"filters": 5, "kernel_size": 3, "strides": 2, "padding": "same"}, PICTURES),
    ("Conv2D", {"filters": 5, "kernel_size": 3, "strides": (3, 2), "use_bias": False}, PICTURES),
    ("Conv2D", {"filters": 5, "kernel_size": 3, "dilation_rate": 2, "padding": "same"}, PICTURES),
    ("Conv2D", {"filters": 5, "kernel_size": 3, "dilation_rate": (1, 3), "activation": "tanh"}, PICTURES),
    ("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 2}, PICTURES),
    ("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 4, "padding": "same"}, PICTURES),
    ("Conv2D", {"filters": 5, "kernel_size": 1}, ((4, 4, 1),)),
    ("Conv2D", {"filters": 2, "kernel_size": 5, "strides": 4, "padding": "same"}, ((3, 7, 1),)),
    ("Conv3D", {"filters": 5, "kernel_size": 3}, VOLUMES),
    ("Conv3D", {"filters": 5, "kernel_size": (1, 2, 3), "padding": "same", "activation": "relu"}, VOLUMES),
    ("Conv3D", {"filters": 5, "kernel_size": 2, "strides": (1, 2, 3), "padding": "same"}, VOLUMES),
    ("Conv3D", {"filters": 5, "kernel_size": 2, "strides": 2, "use_bias": False}, VOLUMES),
    ("Conv3D", {"filters": 6, "kernel_size": 2, "groups": 2, "dilation_rate": 2}, VOLUMES),
    *[
        (f"Conv{n}DTranspose", {"filters": 5, **options}, MAPS[n])
        for n in (1, 2, 3)
        for options in (
            {"kernel_size": 3},
            {"kernel_size": 2, "strides": 2, "activation": "relu"},
            {"kernel_size": 3, "strides": 2, "padding": "same"},
            {"kernel_size": 4, "strides": 2, "padding": "same", "use_bias": False},
            {"kernel_size": 1, "strides": 3, "padding": "same"},
            {"kernel_size": 2, "strides": 3},
            {"kernel_size": 3, "strides": 3, "padding": "same", "output_padding": 1},
            {"kernel_size": 2, "strides": 2, "padding": "valid", "output_padding": 1},
            {"kernel_size": 3, "dilation_rate": 2, "padding": "same"},
            {"kernel_size": 2, "dilation_rate": 2, "activation": "tanh"},
        )
    ],
    ("Conv2DTranspose", {"filters": 5, "kernel_size": (2, 3), "strides": (1, 2), "padding": "same"}, PICTURES),
    ("Conv2DTranspose", {"filters": 5, "kernel_size": 3, "strides": (2, 3), "output_padding": (1, 0)}, PICTURES),
    *[
        (kind, options, shapes)
        for kind, shapes in (("DepthwiseConv1D", SEQUENCES), ("DepthwiseConv2D", PICTURES))
        for options in (
            {"kernel_size": 3},
            {"kernel_size": 2, "padding": "same", "depth_multiplier": 3, "activation": "relu"},
            {"kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False},
            {"kernel_size": 3, "dilation_rate": 2, "depth_multiplier": 2},
            {"kernel_size": 2, "strides": 2, "dilation_rate": 2, "padding": "same"},
            {"kernel_size": 1, "activation": "tanh"},
        )
    ],
    *[
        (kind, {"filters": 5, **options}, shapes)
        for kind, shapes in (("SeparableConv1D", SEQUENCES), ("SeparableConv2D", PICTURES))
        for options in (
            {"kernel_size": 3},
            {"kernel_size": 2, "padding": "same", "depth_multiplier": 3, "activation": "relu"},
            {"kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False},
            {"kernel_size": 3, "dilation_rate": 2, "depth_multiplier": 2},
            {"kernel_size": 2, "strides": 2, "dilation_rate": 2, "padding": "same"},
            {"kernel_size": 1, "activation": "tanh"},
        )
    ],
]

POOLINGS: list[Row] = [
    *[
        (f"{kind}Pooling{n}D", options, MAPS[n])
        for n in (1, 2, 3)
        for kind in ("Max", "Average")
        for options in (
            {"pool_size": 2},
            {"pool_size": (3, 2, 1)[:n]},
            {"pool_size": 3, "strides": 1},
            {"pool_size": 2, "strides": (1, 3, 2)[:n]},
            {"pool_size": (2, 4, 3)[:n], "strides": 2, "padding": "valid"},
        )
    ],
    *[
        (f"MaxPooling{n}D", options, MAPS[n])
        for n in (1, 2, 3)
        for options in (
            {},
            {"padding": "same"},
            {"pool_size": 3, "strides": 2, "padding": "same"},
            {"pool_size": (4, 3, 2)[:n], "strides": (1, 2, 1)[:n], "padding": "same"},
        )
    ],
    *[
        (f"Global{kind}Pooling{n}D", {"keepdims": keepdims}, shapes)
        for n in (1, 2, 3)
        for kind in ("Average", "Max")
        for keepdims in (False, True)
        for shapes in (MAPS[n], ((*(1,) * n, 3),), ((*(2, 5, 3)[:n], 1),))
    ],
]

MARGINS: list[Row] = [
    *[("Cropping1D", {"cropping": given}, SEQUENCES) for given in (0, 1, (2, 1), (0, 3), [3, 0])],
    ("Cropping1D", {}, SEQUENCES),
    *[
        ("Cropping2D", {"cropping": given}, PICTURES)
        for given in (0, 2, (1, 3), ((1, 2), (0, 3)), ((0, 0), (4, 3)), ((2, 0), (1, 0)))
    ],
    ("Cropping2D", {}, PICTURES),
    *[
        ("Cropping3D", {"cropping": given}, VOLUMES)
        for given in (0, 1, (1, 0, 2), ((1, 2), (0, 3), (1, 0)), ((0, 0), (1, 0), (0, 2)))
    ],
    ("Cropping3D", {}, VOLUMES),
    *[("ZeroPadding1D", {"padding": given}, SEQUENCES) for given in (0, 1, (2, 1), (0, 3), [3, 0])],
    ("ZeroPadding1D", {}, SEQUENCES),
    *[("ZeroPadding2D", {"padding": given}, PICTURES) for given in (0, 2, (1, 3), ((1, 2), (0, 3)), ((0, 0), (4, 3)))],
    ("ZeroPadding2D", {}, PICTURES),
    *[
        ("ZeroPadding3D", {"padding": given}, VOLUMES)
        for given in (0, 2, (1, 0, 2), ((1, 2), (0, 3), (1, 0)), ((0, 0), (1, 0), (0, 2)))
    ],
    ("ZeroPadding3D", {}, VOLUMES),
    *[("UpSampling1D", options, SEQUENCES) for options in ({}, {"size": 1}, {"size": 2}, {"size": 3}, {"size": 5})],
    *[
        ("UpSampling2D", {"interpolation": interpolation, **options}, PICTURES)
        for interpolation in ("nearest", "bilinear")
        for options in ({}, {"size": 3}, {"size": (2, 1)}, {"size": (1, 4)}, {"size": [3, 2]})
    ],
    *[
        ("UpSampling3D", options, VOLUMES)
        for options in ({}, {"size": 1}, {"size": 3}, {"size": (1, 2, 3)}, {"size": [2, 1, 1]})
    ],
]

# Which channels a mask drops is each library's own affair; see the tests of dropout for the rest.
SPATIAL_DROPOUTS: list[Row] = [
    (f"SpatialDropout{n}D", {"rate": 0.0, **options}, ((*(size,) * n, 4),))
    for n in (1, 2, 3)
    for size, options in ((3, {}), (4, {"seed": 1}), (1, {}), (2, {"name": "drop"}), (5, {}))
]

ROWS: list[Row] = [*CONVOLUTIONS, *POOLINGS, *MARGINS, *SPATIAL_DROPOUTS]
