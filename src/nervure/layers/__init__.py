"""Layers: the pieces a network is made of, with Keras' names, arguments, defaults and weights."""

from __future__ import annotations

from nervure.layers.activation import Activation
from nervure.layers.activity_regularization import ActivityRegularization
from nervure.layers.attention import AdditiveAttention, Attention
from nervure.layers.batch_normalization import BatchNormalization
from nervure.layers.bidirectional import Bidirectional
from nervure.layers.convolution import Conv1D, Conv2D, Conv3D
from nervure.layers.cropping import Cropping1D, Cropping2D, Cropping3D
from nervure.layers.dense import Dense
from nervure.layers.depthwise_convolution import DepthwiseConv1D, DepthwiseConv2D
from nervure.layers.dot import Dot, dot
from nervure.layers.dropout import Dropout
from nervure.layers.elementwise_merge import (
    Average,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    average,
    maximum,
    minimum,
    multiply,
    subtract,
)
from nervure.layers.embedding import Embedding
from nervure.layers.flatten import Flatten
from nervure.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
)
from nervure.layers.gru import GRU, GRUCell
from nervure.layers.input_layer import Input, InputLayer
from nervure.layers.lambda_layer import Lambda
from nervure.layers.layer import Layer
from nervure.layers.lstm import LSTM, LSTMCell
from nervure.layers.masking import AttachMask, Masking
from nervure.layers.maxout import Maxout
from nervure.layers.merge import Add, Concatenate, add, concatenate
from nervure.layers.multi_head_attention import MultiHeadAttention
from nervure.layers.noise import AlphaDropout, GaussianDropout, GaussianNoise
from nervure.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from nervure.layers.prelu import PReLU
from nervure.layers.rearranging import Identity, Permute, RepeatVector
from nervure.layers.rectifiers import ELU, LeakyReLU, ReLU
from nervure.layers.rescaling import Rescaling
from nervure.layers.reshape import Reshape
from nervure.layers.rnn import RNN
from nervure.layers.sample_normalization import (
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    UnitNormalization,
)
from nervure.layers.separable_convolution import SeparableConv1D, SeparableConv2D
from nervure.layers.simple_rnn import SimpleRNN, SimpleRNNCell
from nervure.layers.softmax import Softmax
from nervure.layers.spatial_dropout import SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from nervure.layers.stacked_cells import StackedRNNCells
from nervure.layers.time_distributed import TimeDistributed
from nervure.layers.torch_module import TorchModule
from nervure.layers.torch_program import TorchProgram
from nervure.layers.transposed_convolution import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from nervure.layers.upsampling import UpSampling1D, UpSampling2D, UpSampling3D
from nervure.layers.zero_padding import ZeroPadding1D, ZeroPadding2D, ZeroPadding3D

AvgPool1D = AveragePooling1D
AvgPool2D = AveragePooling2D
AvgPool3D = AveragePooling3D
Convolution1D = Conv1D
Convolution1DTranspose = Conv1DTranspose
Convolution2D = Conv2D
Convolution2DTranspose = Conv2DTranspose
Convolution3D = Conv3D
Convolution3DTranspose = Conv3DTranspose
GlobalAvgPool1D = GlobalAveragePooling1D
GlobalAvgPool2D = GlobalAveragePooling2D
GlobalAvgPool3D = GlobalAveragePooling3D
GlobalMaxPool1D = GlobalMaxPooling1D
GlobalMaxPool2D = GlobalMaxPooling2D
GlobalMaxPool3D = GlobalMaxPooling3D
MaxPool1D = MaxPooling1D
MaxPool2D = MaxPooling2D
MaxPool3D = MaxPooling3D
SeparableConvolution1D = SeparableConv1D
SeparableConvolution2D = SeparableConv2D

__all__ = [
    "ELU",
    "GRU",
    "LSTM",
    "RNN",
    "TABLE",
    "Activation",
    "ActivityRegularization",
    "Add",
    "AdditiveAttention",
    "AlphaDropout",
    "AttachMask",
    "Attention",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Convolution1D",
    "Convolution1DTranspose",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Dot",
    "Dropout",
    "Embedding",
    "Flatten",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GroupNormalization",
    "Identity",
    "Input",
    "InputLayer",
    "LSTMCell",
    "Lambda",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Maximum",
    "Maxout",
    "Minimum",
    "MultiHeadAttention",
    "Multiply",
    "PReLU",
    "Permute",
    "RMSNormalization",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "StackedRNNCells",
    "Subtract",
    "TimeDistributed",
    "TorchModule",
    "TorchProgram",
    "UnitNormalization",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
    "add",
    "average",
    "concatenate",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]

# What a file may name. Nothing outside it is ever made from a name.
TABLE: dict[str, type[Layer]] = {
    "Activation": Activation,
    "ActivityRegularization": ActivityRegularization,
    "Add": Add,
    "AdditiveAttention": AdditiveAttention,
    "AlphaDropout": AlphaDropout,
    "AttachMask": AttachMask,
    "Attention": Attention,
    "Average": Average,
    "AveragePooling1D": AveragePooling1D,
    "AveragePooling2D": AveragePooling2D,
    "AveragePooling3D": AveragePooling3D,
    "AvgPool1D": AveragePooling1D,
    "AvgPool2D": AveragePooling2D,
    "AvgPool3D": AveragePooling3D,
    "BatchNormalization": BatchNormalization,
    "Bidirectional": Bidirectional,
    "Concatenate": Concatenate,
    "Conv1D": Conv1D,
    "Conv1DTranspose": Conv1DTranspose,
    "Conv2D": Conv2D,
    "Conv2DTranspose": Conv2DTranspose,
    "Conv3D": Conv3D,
    "Conv3DTranspose": Conv3DTranspose,
    "Convolution1D": Conv1D,
    "Convolution1DTranspose": Conv1DTranspose,
    "Convolution2D": Conv2D,
    "Convolution2DTranspose": Conv2DTranspose,
    "Convolution3D": Conv3D,
    "Convolution3DTranspose": Conv3DTranspose,
    "Cropping1D": Cropping1D,
    "Cropping2D": Cropping2D,
    "Cropping3D": Cropping3D,
    "Dense": Dense,
    "DepthwiseConv1D": DepthwiseConv1D,
    "DepthwiseConv2D": DepthwiseConv2D,
    "Dot": Dot,
    "Dropout": Dropout,
    "ELU": ELU,
    "Embedding": Embedding,
    "Flatten": Flatten,
    "GRU": GRU,
    "GRUCell": GRUCell,
    "GaussianDropout": GaussianDropout,
    "GaussianNoise": GaussianNoise,
    "GlobalAveragePooling1D": GlobalAveragePooling1D,
    "GlobalAveragePooling2D": GlobalAveragePooling2D,
    "GlobalAveragePooling3D": GlobalAveragePooling3D,
    "GlobalAvgPool1D": GlobalAveragePooling1D,
    "GlobalAvgPool2D": GlobalAveragePooling2D,
    "GlobalAvgPool3D": GlobalAveragePooling3D,
    "GlobalMaxPool1D": GlobalMaxPooling1D,
    "GlobalMaxPool2D": GlobalMaxPooling2D,
    "GlobalMaxPool3D": GlobalMaxPooling3D,
    "GlobalMaxPooling1D": GlobalMaxPooling1D,
    "GlobalMaxPooling2D": GlobalMaxPooling2D,
    "GlobalMaxPooling3D": GlobalMaxPooling3D,
    "GroupNormalization": GroupNormalization,
    "Identity": Identity,
    "InputLayer": InputLayer,
    "LSTM": LSTM,
    "LSTMCell": LSTMCell,
    "Lambda": Lambda,
    "LayerNormalization": LayerNormalization,
    "LeakyReLU": LeakyReLU,
    "Masking": Masking,
    "MaxPool1D": MaxPooling1D,
    "MaxPool2D": MaxPooling2D,
    "MaxPool3D": MaxPooling3D,
    "MaxPooling1D": MaxPooling1D,
    "MaxPooling2D": MaxPooling2D,
    "MaxPooling3D": MaxPooling3D,
    "Maximum": Maximum,
    "Maxout": Maxout,
    "Minimum": Minimum,
    "MultiHeadAttention": MultiHeadAttention,
    "Multiply": Multiply,
    "PReLU": PReLU,
    "Permute": Permute,
    "RMSNormalization": RMSNormalization,
    "RNN": RNN,
    "ReLU": ReLU,
    "RepeatVector": RepeatVector,
    "Rescaling": Rescaling,
    "Reshape": Reshape,
    "SeparableConv1D": SeparableConv1D,
    "SeparableConv2D": SeparableConv2D,
    "SeparableConvolution1D": SeparableConv1D,
    "SeparableConvolution2D": SeparableConv2D,
    "SimpleRNN": SimpleRNN,
    "SimpleRNNCell": SimpleRNNCell,
    "Softmax": Softmax,
    "SpatialDropout1D": SpatialDropout1D,
    "SpatialDropout2D": SpatialDropout2D,
    "SpatialDropout3D": SpatialDropout3D,
    "StackedRNNCells": StackedRNNCells,
    "Subtract": Subtract,
    "TimeDistributed": TimeDistributed,
    "TorchModule": TorchModule,
    "TorchProgram": TorchProgram,
    "UnitNormalization": UnitNormalization,
    "UpSampling1D": UpSampling1D,
    "UpSampling2D": UpSampling2D,
    "UpSampling3D": UpSampling3D,
    "ZeroPadding1D": ZeroPadding1D,
    "ZeroPadding2D": ZeroPadding2D,
    "ZeroPadding3D": ZeroPadding3D,
}
