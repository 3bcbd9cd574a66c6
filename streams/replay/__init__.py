"""Replay: a bounded range of the raw topic, made anew under chosen rules; the live group is not touched.

It shares the pipelines, the pool and the senders with the worker, and imports nothing of it.
"""
