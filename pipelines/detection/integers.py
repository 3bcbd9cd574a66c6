"""A network with 4-bit weights made one that multiplies integers: the same layers, twice as fast.

Owns the change of an ONNX graph at load. Each multiplication by 4-bit weights (`MatMulNBits`, which
computes in floating point) becomes one of 8-bit integers. An input row is scaled by its own largest
value, so that what a text yields depends on no other text of its batch, and sums of integers are
exact: they are the same on every machine.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

_LEVELS: Final = 127
"""Steps on each side of zero."""
_LEAST_SCALE: Final = 1e-9
_FOUR_BITS_ZERO: Final = 8
"""Source: onnxruntime's contrib operators, MatMulNBits without zero points."""


def in_integers(onnx_file: Path) -> bytes:
    """The network of a file, serialised, with its 4-bit multiplications in integers.

    Raises: OSError, protobuf's DecodeError, or ValueError if it has 4-bit weights of another kind.
    """
    import onnx

    model = onnx.load(onnx_file)
    graph = _Graph(model.graph)
    for node in list(model.graph.node):
        if node.op_type == "MatMulNBits":
            graph.replace(node)
        else:
            graph.nodes.append(node)
    graph.finish()
    data: bytes = model.SerializeToString()
    return data


def overflows() -> bool:
    """Whether onnxruntime's products of integers go wrong on this processor, as on x86 without VNNI.

    There, two neighbouring products are added in 16 bits; unsigned weights are then right, and slower.
    """
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    ones = np.full((2, 8), _LEVELS, np.int8)
    product = helper.make_node("MatMulInteger", ["rows", "columns"], ["product"])
    rows = helper.make_tensor_value_info("rows", TensorProto.UINT8, [1, 2])
    out = helper.make_tensor_value_info("product", TensorProto.INT32, [1, 8])
    graph = helper.make_graph([product], "probe", [rows], [out], [numpy_helper.from_array(ones, "columns")])
    opsets = [helper.make_opsetid("", 18)]
    probe = helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()
    session = onnxruntime.InferenceSession(probe, providers=["CPUExecutionProvider"])
    found = session.run(None, {"rows": np.full((1, 2), 255, np.uint8)})[0]
    return not bool((found == 2 * 255 * _LEVELS).all())


class _Graph:
    """The graph as it is being made."""

    def __init__(self, graph: Any) -> None:
        self.nodes: list[Any] = []
        self._graph = graph
        self._constants = {constant.name: constant for constant in graph.initializer}
        self._packed: set[str] = set()
        self._scaled: set[str] = set()
        self._add("row/last", np.array([-1], np.int64))
        self._add("row/least", np.array(_LEAST_SCALE, np.float32))
        self._add("row/step", np.array(1 / _LEVELS, np.float32))
        self._add("row/one", np.array(1, np.float32))
        self._add("row/middle", np.array(128, np.uint8))

    def replace(self, node: Any) -> None:
        """Put integer operators in place of one `MatMulNBits`."""
        rows, packed = node.input[0], node.input[1]
        weights, scales = _eight_bits(*self._weights(node))
        self._packed.update(node.input[1:3])
        if rows not in self._scaled:
            self._scaled.add(rows)
            self._scale(rows)
        self._add(f"{packed}/eight", weights)
        self._add(f"{packed}/scales", scales)
        # One for each: onnxruntime takes a shared one for another's when it makes weights unsigned.
        self._add(f"{packed}/middle", np.array(0, np.int8))
        inputs = [f"{rows}/eight", f"{packed}/eight", "row/one", f"{packed}/scales"]
        inputs += ["row/middle", f"{packed}/middle"]
        self._node("MatMulIntegerToFloat", inputs, f"{packed}/product", domain="com.microsoft")
        self._node("Mul", [f"{packed}/product", f"{rows}/scale"], node.output[0])

    def finish(self) -> None:
        """Write nodes and constants back."""
        kept = [constant for name, constant in self._constants.items() if name not in self._packed]
        del self._graph.node[:], self._graph.initializer[:]
        self._graph.node.extend(self.nodes)
        self._graph.initializer.extend(kept)

    def _scale(self, rows: str) -> None:
        """Each row as integers from 1 to 255 around 128, and what one step of it is worth."""
        self._node("Abs", [rows], f"{rows}/size")
        self._node("ReduceMax", [f"{rows}/size", "row/last"], f"{rows}/largest", keepdims=1)
        self._node("Max", [f"{rows}/largest", "row/least"], f"{rows}/bound")
        self._node("Mul", [f"{rows}/bound", "row/step"], f"{rows}/scale")
        self._node("Div", [rows, f"{rows}/scale"], f"{rows}/steps")
        self._node("QuantizeLinear", [f"{rows}/steps", "row/one", "row/middle"], f"{rows}/eight")

    def _weights(self, node: Any) -> tuple[Any, Any]:
        """Weights of 4 bits (columns, blocks, in a block; -8 to 7) and the scale of each block."""
        from onnx import numpy_helper

        sizes = {attribute.name: attribute.i for attribute in node.attribute}
        if sizes["bits"] != 4 or any(node.input[3:]):
            raise ValueError("weights are not of 4 bits around a fixed zero")
        columns, blocks = sizes["N"], -(-sizes["K"] // sizes["block_size"])
        packed = numpy_helper.to_array(self._constants[node.input[1]]).reshape(columns, blocks, -1)
        scales = numpy_helper.to_array(self._constants[node.input[2]]).reshape(columns, blocks, 1)
        halves = np.stack([packed & 15, packed >> 4], axis=-1).reshape(columns, blocks, -1)
        return (halves.astype(np.float32) - _FOUR_BITS_ZERO), scales

    def _add(self, name: str, values: Any) -> None:
        from onnx import numpy_helper

        self._constants[name] = numpy_helper.from_array(values, name)

    def _node(self, kind: str, inputs: list[str], output: str, *, domain: str = "", **options: Any) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **options))


def _eight_bits(halves: Any, scales: Any) -> tuple[Any, Any]:
    """Integers (inputs, columns) from -127 to 127, and one scale for each column."""
    columns = (halves * scales).reshape(halves.shape[0], -1)
    steps = np.maximum(np.abs(columns).max(axis=1), _LEAST_SCALE) / _LEVELS
    whole = np.rint(columns / steps[:, None]).astype(np.int8)
    return np.ascontiguousarray(whole.T), steps.astype(np.float32)
