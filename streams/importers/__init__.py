"""Recordings of other tools, turned into raw messages."""
