"""Screenshots read by RapidOCR, the optional extra `ocr`; takes 2 to 3 s a frame."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

Reader = Callable[[Path, int, int], list[dict[str, Any]]]
"""An image file and the screen's width and height (pixels) to OCR items in screen pixels."""


class OcrMissing(RuntimeError):  # noqa: N818
    """The extra `ocr` is not installed."""


def load_reader() -> Reader:
    """Load the OCR models.

    Raises: OcrMissing, where the optional extra is not installed.
    """
    try:
        from rapidocr import RapidOCR
    except ImportError:
        raise OcrMissing("OCR needs the optional extra: install cleantrace[ocr]") from None
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine = RapidOCR()

    def read(image: Path, width: int, height: int) -> list[dict[str, Any]]:
        found = engine(str(image))
        if found.boxes is None:
            return []
        image_height, image_width = found.img.shape[:2]
        return [
            _item(text, score, corners, width / image_width, height / image_height)
            for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True)
        ]

    return read


def _item(text: str, score: float, corners: Any, across: float, down: float) -> dict[str, Any]:
    xs = [float(x) * across for x, _ in corners]
    ys = [float(y) * down for _, y in corners]
    left, top = round(min(xs)), round(min(ys))
    box = [left, top, max(1, round(max(xs)) - left), max(1, round(max(ys)) - top)]
    return {"text": text, "box": box, "conf": round(float(score), 3)}
