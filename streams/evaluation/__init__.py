"""Measuring detection on files: which sets there are, running them, and showing what came out."""
