from __future__ import annotations

from nervure import layers
from nervure.layers import Layer


def test_every_name_of_the_table_is_a_layer_of_the_face() -> None:
    for name, kind in layers.TABLE.items():
        assert issubclass(kind, Layer)
        assert getattr(layers, name) is kind
        assert name in layers.__all__


def test_every_layer_of_the_face_is_in_the_table() -> None:
    faces = {name: getattr(layers, name) for name in layers.__all__}
    classes = {name for name, thing in faces.items() if isinstance(thing, type) and thing is not Layer}
    assert classes == set(layers.TABLE)


def test_aliases_are_the_same_class() -> None:
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.AvgPool2D is layers.AveragePooling2D
    assert layers.GlobalAvgPool2D is layers.GlobalAveragePooling2D
    assert layers.GlobalMaxPool2D is layers.GlobalMaxPooling2D
    assert layers.Convolution2D is layers.Conv2D
    for n in (1, 2, 3):
        assert getattr(layers, f"Convolution{n}DTranspose") is getattr(layers, f"Conv{n}DTranspose")
        assert getattr(layers, f"MaxPool{n}D") is getattr(layers, f"MaxPooling{n}D")
        assert getattr(layers, f"GlobalAvgPool{n}D") is getattr(layers, f"GlobalAveragePooling{n}D")
    assert layers.SeparableConvolution1D is layers.SeparableConv1D
