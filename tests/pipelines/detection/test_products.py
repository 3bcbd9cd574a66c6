"""Products for spaCy: right, and of the same bits alone and among others."""

import numpy as np
import pytest

from pipelines.detection.products import SteadyOps

CHANCE = np.random.default_rng(7)


def matrix(rows: int, columns: int) -> np.ndarray:
    return CHANCE.standard_normal((rows, columns), dtype=np.float32)


@pytest.mark.parametrize(("inner", "columns"), [(288, 288), (96, 128), (300, 96), (64, 3)])
def test_a_row_has_the_same_bits_alone_and_anywhere_in_a_batch(inner: int, columns: int) -> None:
    operators, weights, rows = SteadyOps(), matrix(columns, inner), matrix(100, inner)
    whole = operators.gemm(rows, weights, trans2=True)
    order = CHANCE.permutation(100)
    assert np.array_equal(operators.gemm(rows[order], weights, trans2=True), whole[order])
    for first, count in ((0, 1), (99, 1), (3, 2), (40, 33), (16, 16)):
        part = operators.gemm(rows[first : first + count], weights, trans2=True)
        assert np.array_equal(part, whole[first : first + count])


def test_products_are_right_in_every_form() -> None:
    operators, x, y = SteadyOps(), matrix(5, 8), matrix(8, 6)
    expected = x.astype(np.float64) @ y.astype(np.float64)
    assert np.allclose(operators.gemm(x, y), expected, atol=1e-4)
    assert np.allclose(operators.gemm(x, np.ascontiguousarray(y.T), trans2=True), expected, atol=1e-4)
    assert np.allclose(operators.gemm(np.ascontiguousarray(x.T), y, trans1=True), expected, atol=1e-4)
    out = np.zeros((5, 6), np.float32)
    operators.gemm(x, y, out=out)
    assert np.allclose(out, expected, atol=1e-4)
    assert operators.gemm(x[:0], y).shape == (0, 6)
