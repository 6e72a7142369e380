"""The kinds of arguments: each is declared here once, checked in one place, and named by annotations.

``units: Count`` in a constructor under :func:`checked` means int to a type checker, and at a call a whole number of at
least 1, from Python or NumPy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from nervure.arguments.checking import checked, take_fields, taken
from nervure.arguments.kinds import (
    ANY,
    AT_LEAST_ONE,
    AT_LEAST_ZERO,
    DROPPED,
    EPSILON,
    FINITE,
    FRACTION,
    FRACTION_ABOVE_ZERO,
    FRACTION_BELOW_ONE,
    INSIDE_ZERO_AND_ONE,
    NOT_NEGATIVE,
    NOT_ZERO,
    POSITIVE,
    SHARE,
    DType,
    Function,
    Level,
    ListOf,
    Mapped,
    Number,
    OneOf,
    Path,
    Text,
    WholeNumber,
    YesNo,
)
from nervure.arguments.sizes import Layout, MarginsAlong, ShapeKind, SizesAlong
from nervure.shapes import Shape

__all__ = [
    "AboveZero",
    "Axes",
    "Axis",
    "BelowOne",
    "Bounds",
    "ClassNumbers",
    "Classes",
    "Count",
    "DataFormat1D",
    "DataFormat2D",
    "DataFormat3D",
    "DataFormatND",
    "Divisor",
    "Dropped",
    "Factor",
    "Factors",
    "Finite",
    "Flag",
    "Fraction",
    "FractionAboveZero",
    "FromZero",
    "InsideZeroAndOne",
    "KnownSizes",
    "ListedAxes",
    "ManyThresholds",
    "Margins1D",
    "Margins2D",
    "Margins3D",
    "Multiple",
    "Named",
    "NotZero",
    "NumType",
    "Numbers",
    "Offsets1D",
    "Offsets2D",
    "Offsets3D",
    "OffsetsND",
    "Padding1D",
    "Padding2D",
    "Padding3D",
    "PaddingND",
    "PathLike",
    "Probabilities",
    "Procedure",
    "Real",
    "RealNumbers",
    "SampleShape",
    "Several",
    "Share",
    "SharedAxes",
    "Sizes1D",
    "Sizes2D",
    "Sizes3D",
    "SizesND",
    "SomeAxes", "SomeWords",
    "Thresholds",
    "Unlimited",
    "Verbosity",
    "WeightShape",
    "Weights",
    "Whole",
    "WindowPadding",
    "Word",
    "Words",
    "checked",
    "take_fields",
    "taken",
]  # fmt: skip

# Whole numbers.
Count = Annotated[int, WholeNumber(1)]
FromZero = Annotated[int, WholeNumber(0)]
Whole = Annotated[int, WholeNumber()]
# Counts of classes and thresholds, each of which needs memory.
Classes = Annotated[int, WholeNumber(1, 30_000)]

Several = Annotated[int, WholeNumber(2)]
Thresholds = Annotated[int, WholeNumber(1, 1_000_000)]
ManyThresholds = Annotated[int, WholeNumber(2, 1_000_000)]
ClassNumbers = Annotated[Sequence[int], ListOf(WholeNumber(0), alone=False, is_empty=True)]

# Axes, and sizes along them.
Axis = Annotated[int, WholeNumber(key="argument.axis")]
Axes = Annotated[int | Sequence[int], ListOf(WholeNumber(key="argument.axis"), is_empty=True)]
Sizes1D = Annotated[int | Sequence[int], SizesAlong(1)]
Sizes2D = Annotated[int | Sequence[int], SizesAlong(2)]
Sizes3D = Annotated[int | Sequence[int], SizesAlong(3)]
Offsets1D = Annotated[int | Sequence[int], SizesAlong(1, least=0)]
Offsets2D = Annotated[int | Sequence[int], SizesAlong(2, least=0)]
Offsets3D = Annotated[int | Sequence[int], SizesAlong(3, least=0)]
Margins1D = Annotated[int | Sequence[int], MarginsAlong(1)]
Margins2D = Annotated[int | Sequence[int] | Sequence[Sequence[int]], MarginsAlong(2)]
Margins3D = Annotated[int | Sequence[int] | Sequence[Sequence[int]], MarginsAlong(3)]
# Several values, or a single one.
SharedAxes = Annotated[int | Sequence[int], ListOf(WholeNumber(1), is_empty=True)]
SomeAxes = Annotated[int | Sequence[int], ListOf(WholeNumber(), is_empty=True)]
ListedAxes = Annotated[Sequence[int], ListOf(WholeNumber(), alone=False, is_empty=True)]
KnownSizes = Annotated[Sequence[int], ListOf(WholeNumber(1), alone=False)]
WeightShape = Annotated[Sequence[int], ListOf(WholeNumber(0), alone=False, is_empty=True)]
SampleShape = Annotated[Shape, ShapeKind()]
DataFormat1D = Annotated[str, Layout(1)]
DataFormat2D = Annotated[str, Layout(2)]
DataFormat3D = Annotated[str, Layout(3)]
WindowPadding = Annotated[str, OneOf(("valid", "same"), "argument.padding")]
Padding1D = Annotated[str, OneOf(("valid", "same", "causal"), "argument.padding_of_sequences")]
Padding2D = Padding3D = WindowPadding

# In a constructor that is written once for all numbers of axes: nervure.layers.along_axes puts 1D, 2D or 3D for ND.
SizesND = int | Sequence[int]
OffsetsND = int | Sequence[int]
DataFormatND = str
PaddingND = str

# Numbers.
Real = Annotated[float, Number(ANY)]
Finite = Annotated[float, Number(FINITE)]
Factor = Annotated[float, Number(NOT_NEGATIVE)]
AboveZero = Annotated[float, Number(POSITIVE)]
Multiple = Annotated[float, Number(AT_LEAST_ONE)]
Divisor = Annotated[float, Number(EPSILON)]
Fraction = Annotated[float, Number(FRACTION)]
BelowOne = Annotated[float, Number(FRACTION_BELOW_ONE)]
FractionAboveZero = Annotated[float, Number(FRACTION_ABOVE_ZERO)]
InsideZeroAndOne = Annotated[float, Number(INSIDE_ZERO_AND_ONE)]
NotZero = Annotated[float, Number(NOT_ZERO)]
Share = Annotated[float, Number(SHARE)]
Dropped = Annotated[float, Number(DROPPED)]
Unlimited = Annotated[float, Number(AT_LEAST_ZERO)]
RealNumbers = Annotated[float | Sequence[float], ListOf(Number(ANY))]
Numbers = Annotated[float | Sequence[float], ListOf(Number(FINITE))]

Probabilities = Annotated[float | Sequence[float], ListOf(Number(FRACTION))]
Bounds = Annotated[Sequence[float], ListOf(Number(NOT_NEGATIVE), alone=False, is_empty=True)]
Factors = Annotated[float | Sequence[float], ListOf(Number(NOT_NEGATIVE))]
Weights = Annotated[Sequence[float], ListOf(Number(NOT_NEGATIVE), alone=False)]

# Everything else.
Verbosity = Annotated[int, Level()]
Flag = Annotated[bool, YesNo()]
Word = Annotated[str, Text()]
Words = Annotated[Sequence[str], ListOf(Text(), alone=False)]
SomeWords = Annotated[Sequence[str], ListOf(Text(), alone=False, is_empty=True)]
PathLike = Annotated[str | os.PathLike[str], Path()]
NumType = Annotated[str, DType()]
Named = Annotated[Mapping[str, Any], Mapped()]
Procedure = Annotated[Callable[..., Any], Function()]
