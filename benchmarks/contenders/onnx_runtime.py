"""ONNX Runtime: the network as an ONNX graph that computes probabilities on the CPU."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from benchmarks.contenders import clocks
from benchmarks.harness import network as plain
from benchmarks.harness.network import Array, Layer, Network, Shape, Weights, output_shape
from benchmarks.harness.serving import Job, Turn, serve

_OPERATIONS = {"relu": "Relu", "tanh": "Tanh", "softmax": "Softmax", "sigmoid": "Sigmoid"}
_OPERATOR_SET = 17


class Graph:
    """Collects nodes and tensors; each node reads the output of the one before it."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self.newest = "x"

    def add(self, operation: str, *arrays: Array, **attributes: Any) -> None:
        """Adds a node after the latest one; the arrays are its other inputs."""
        names = [f"tensor-{len(self.tensors) + number}" for number in range(len(arrays))]
        for name, array in zip(names, arrays, strict=True):
            self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        output = f"value-{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, [self.newest, *names], [output], **attributes))
        self.newest = output

    def model(self, shape: Shape) -> bytes:
        """The complete graph as file content."""
        given = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", *shape])
        taken = helper.make_tensor_value_info(self.newest, TensorProto.FLOAT, None)
        graph = helper.make_graph(self.nodes, "network", [given], [taken], self.tensors)
        opset = helper.make_opsetid("", _OPERATOR_SET)
        content: bytes = helper.make_model(graph, opset_imports=[opset], ir_version=8).SerializeToString()
        return content


def graph_of(network: Network, shape: Shape, weights: Weights) -> Graph:
    """The network; images are channels first, as ONNX requires."""
    graph, left = Graph(), [list(arrays) for arrays in weights]
    pictures: Shape | None = None
    for layer in network:
        if isinstance(layer, plain.Dense):
            kernel, bias = left.pop(0)
            if pictures is not None:  # the rows of Keras' kernel are channels last
                kernel = kernel.reshape(*pictures, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
            graph.add("Gemm", kernel, bias)
            pictures = None
        else:
            _add(graph, layer, left)
        if isinstance(layer, plain.Flatten):
            pictures = shape
        if isinstance(layer, plain.Convolution | plain.Dense) and layer.activation:
            graph.add(_OPERATIONS[layer.activation])
        shape = output_shape(layer, shape)
    return graph


def _add(graph: Graph, layer: Layer, left: Weights) -> None:
    match layer:
        case plain.Rescaling():
            graph.add("Mul", np.float32(layer.scale).reshape(1))
        case plain.Convolution():
            kernel, bias = left.pop(0)
            graph.add("Conv", kernel.transpose(3, 2, 0, 1), bias, pads=[1, 1, 1, 1])
        case plain.BatchNormalization():
            graph.add("BatchNormalization", *left.pop(0), epsilon=1e-3)
        case plain.MaxPooling():
            graph.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
        case plain.Flatten():
            graph.add("Flatten")
        case _:
            assert isinstance(layer, plain.Dropout), f"{layer} has no place in a prediction here"


def predict(job: Job) -> Turn:
    """A session with all optimizations; the images are already in its memory order."""
    shape = job.inputs.x.shape[1:]
    content = graph_of(job.work.network, shape, job.inputs.weights).model((shape[-1], *shape[:-1]))
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    x = np.ascontiguousarray(job.inputs.x[: job.work.batch].transpose(0, 3, 1, 2))

    def probabilities(_x: Array) -> Array:
        found: Array = session.run(None, {"x": x})[0]
        return found

    return clocks.predictions(job, probabilities)


TASKS = {"predict": predict}

if __name__ == "__main__":
    serve(TASKS, ("onnxruntime", "onnx", "numpy"))
