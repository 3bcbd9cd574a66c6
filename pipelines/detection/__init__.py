"""Finding what is personal in texts. Presidio, spaCy and ONNX are imported nowhere else."""
