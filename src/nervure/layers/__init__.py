"""Layers: the pieces a network is made of, with Keras' names, arguments, defaults and weights."""

from __future__ import annotations

from nervure.layers.activation import Activation
from nervure.layers.batch_normalization import BatchNormalization
from nervure.layers.convolution import Conv2D
from nervure.layers.dense import Dense
from nervure.layers.dropout import Dropout
from nervure.layers.flatten import Flatten
from nervure.layers.global_pooling import GlobalAveragePooling2D, GlobalMaxPooling2D
from nervure.layers.input_layer import Input, InputLayer
from nervure.layers.layer import Layer
from nervure.layers.maxout import Maxout
from nervure.layers.merge import Add, Concatenate, add, concatenate
from nervure.layers.pooling import AveragePooling2D, MaxPooling2D
from nervure.layers.rectifiers import ELU, LeakyReLU, ReLU
from nervure.layers.rescaling import Rescaling
from nervure.layers.reshape import Reshape
from nervure.layers.softmax import Softmax
from nervure.layers.torch_module import TorchModule

Convolution2D = Conv2D
MaxPool2D = MaxPooling2D
AvgPool2D = AveragePooling2D
GlobalAvgPool2D = GlobalAveragePooling2D
GlobalMaxPool2D = GlobalMaxPooling2D

__all__ = [
    "ELU",
    "TABLE",
    "Activation",
    "Add",
    "AveragePooling2D",
    "AvgPool2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Convolution2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalAvgPool2D",
    "GlobalMaxPool2D",
    "GlobalMaxPooling2D",
    "Input",
    "InputLayer",
    "Layer",
    "LeakyReLU",
    "MaxPool2D",
    "MaxPooling2D",
    "Maxout",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Softmax",
    "TorchModule",
    "add",
    "concatenate",
]

# What a file may name. Nothing outside it is ever made from a name.
TABLE: dict[str, type[Layer]] = {
    "Activation": Activation,
    "Add": Add,
    "AveragePooling2D": AveragePooling2D,
    "AvgPool2D": AveragePooling2D,
    "BatchNormalization": BatchNormalization,
    "Concatenate": Concatenate,
    "Conv2D": Conv2D,
    "Convolution2D": Conv2D,
    "Dense": Dense,
    "Dropout": Dropout,
    "ELU": ELU,
    "Flatten": Flatten,
    "GlobalAveragePooling2D": GlobalAveragePooling2D,
    "GlobalAvgPool2D": GlobalAveragePooling2D,
    "GlobalMaxPool2D": GlobalMaxPooling2D,
    "GlobalMaxPooling2D": GlobalMaxPooling2D,
    "InputLayer": InputLayer,
    "LeakyReLU": LeakyReLU,
    "MaxPool2D": MaxPooling2D,
    "MaxPooling2D": MaxPooling2D,
    "Maxout": Maxout,
    "ReLU": ReLU,
    "Rescaling": Rescaling,
    "Reshape": Reshape,
    "Softmax": Softmax,
    "TorchModule": TorchModule,
}
