"""A Hugging Face token classifier as an ONNX file, read with onnxruntime.

Owns tokens in, spans out, and the shapes of batches. A text's padded length follows from the text alone,
no row of a batch is computed with another's, and scores are rounded before they are compared: what is
found depends neither on the batch nor on the last digits of a sum.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from pipelines.detection.integers import in_integers, overflows
from pipelines.detection.labels import ADDRESS_PARTS, ENTITY_OF, STREET_PARTS, bare
from pipelines.detection.spans import Span

LENGTHS: Final[tuple[int, ...]] = (
    *range(4, 17, 2),
    *range(20, 33, 4),
    *range(40, 65, 8),
    80,
    96,
    128,
    192,
    256,
    384,
    512,
)
"""Padded lengths, in tokens."""
_TOKENS_A_BATCH: Final = 128
_ROWS_A_BATCH: Final = 16
_LEAST_SCORE: Final = 0.4
_JOINS: Final = frozenset(" \t\n,.-'’/#")


@dataclass(frozen=True, slots=True)
class Token:
    """A labelled token: its place in the text, the bare label, whether it begins one, and its score."""

    start: int
    end: int
    label: str
    begins: bool
    score: float


def rows_of(length: int) -> int:
    """The most rows of a batch whose texts are padded to this length."""
    return max(1, min(_ROWS_A_BATCH, _TOKENS_A_BATCH // length))


class TokenModel:
    """One token classifier; `find` is given texts of at most a window each."""

    def __init__(
        self,
        folder: Path,
        onnx: Path,
        name: str,
        rule: str,
        digests: dict[str, str],
        *,
        integers: bool = False,
    ) -> None:
        """Load tokenizer, labels and network, with `integers` as `integers.in_integers` makes it.

        Raises: OSError, ValueError or KeyError if one is not right.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = name
        self.rule = rule
        self.digests = digests
        config = json.loads((folder / "config.json").read_bytes())
        labels = config["id2label"]
        self._labels = [str(labels[str(at)]) for at in range(len(labels))]
        self._longest: int = min(LENGTHS[-1], int(config.get("max_position_embeddings", LENGTHS[-1])))
        self._pad = int(config.get("pad_token_id") or 0)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.use_deterministic_compute = True
        if integers and overflows():
            options.add_session_config_entry("session.x64quantprecision", "1")
        network = in_integers(onnx) if integers else str(onnx)
        self._session: Any = onnxruntime.InferenceSession(
            network, options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {entry.name for entry in self._session.get_inputs()}

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Spans of each text, in order."""
        return [
            list(self._spans(text, tokens)) for text, tokens in zip(texts, self.tokens(texts), strict=True)
        ]

    def tokens(self, texts: Sequence[str]) -> list[list[Token]]:
        """Labelled tokens of each text, without those that are labelled as nothing."""
        encodings = self._tokenizer.encode_batch(list(texts))
        by_length: dict[int, list[int]] = {}
        results: list[list[Token]] = [[] for _ in texts]
        for at, encoding in enumerate(encodings):
            if len(encoding.ids) > self._longest:
                results[at] = self._in_halves(texts[at])
            else:
                by_length.setdefault(self._padded(len(encoding.ids)), []).append(at)
        for length, members in sorted(by_length.items()):
            rows = rows_of(length)
            for first in range(0, len(members), rows):
                group = members[first : first + rows]
                labelled = self._run([encodings[at] for at in group], length)
                for at, found in zip(group, labelled, strict=True):
                    results[at] = found
        return results

    def _padded(self, count: int) -> int:
        return next((length for length in LENGTHS if length >= count), LENGTHS[-1])

    def _in_halves(self, text: str) -> list[Token]:
        """Tokens of a window that is too long in tokens (scripts that fall apart into many)."""
        middle = len(text) // 2
        first, second = self.tokens([text[:middle], text[middle:]])
        moved = (Token(t.start + middle, t.end + middle, t.label, t.begins, t.score) for t in second)
        return [*first, *moved]

    def _run(self, encodings: Sequence[Any], length: int) -> Iterator[list[Token]]:
        ids = np.full((len(encodings), length), self._pad, np.int64)
        mask = np.zeros((len(encodings), length), np.int64)
        for row, encoding in enumerate(encodings):
            own = encoding.ids
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        logits = self._session.run(None, {key: feed[key] for key in feed if key in self._inputs})[0]
        exp = np.exp(logits - logits.max(axis=-1, keepdims=True))
        # Two digits: far coarser than what another machine's rounding changes.
        scores = np.round(exp / exp.sum(axis=-1, keepdims=True), 2)
        best = scores.argmax(axis=-1)
        for row, encoding in enumerate(encodings):
            yield list(self._labelled(encoding, best[row], scores[row]))

    def _labelled(self, encoding: Any, best: Any, scores: Any) -> Iterator[Token]:
        for at, (start, end) in enumerate(encoding.offsets):
            label = self._labels[int(best[at])]
            if end > start and label.upper() != "O" and not encoding.special_tokens_mask[at]:
                begins = label[:2].upper() in {"B-", "U-", "S-"}
                yield Token(start, end, bare(label), begins, float(scores[at, best[at]]))

    def _spans(self, text: str, tokens: Sequence[Token]) -> Iterator[Span]:
        group: list[Token] = []
        for token in tokens:
            if group and not _belongs(text, group[-1], token):
                yield from self._span(text, group)
                group = []
            group.append(token)
        if group:
            yield from self._span(text, group)

    def _span(self, text: str, group: Sequence[Token]) -> Iterator[Span]:
        labels = {token.label for token in group}
        if labels & ADDRESS_PARTS:
            entity = "ADDRESS" if labels & STREET_PARTS and len(labels) > 1 else None
        else:
            entity = ENTITY_OF.get(group[0].label)
        score = round(sum(token.score for token in group) / len(group), 2)
        if entity is not None and score >= _LEAST_SCORE:
            start, end = _whole_words(text, group[0].start, group[-1].end)
            yield Span(start, end, entity, score, self.rule)


def _belongs(text: str, last: Token, token: Token) -> bool:
    """Whether a token goes on with the entity of the one before it."""
    gap = text[last.end : token.start]
    if last.label in ADDRESS_PARTS and token.label in ADDRESS_PARTS:
        return len(gap) <= 3 and set(gap) <= _JOINS
    if ENTITY_OF.get(last.label) != ENTITY_OF.get(token.label) or last.label in ADDRESS_PARTS:
        return False
    if last.label == token.label and not token.begins:
        return len(gap) <= 2 and set(gap) <= _JOINS
    if ENTITY_OF.get(token.label) == "PERSON":
        return gap in {"", " ", "-", "'", ". "}
    return gap == ""


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The range widened to the letters and digits that its first and last words are made of."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
