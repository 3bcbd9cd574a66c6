"""What data looks like: types, and the way from bytes to types and back.

Nothing here knows Kafka, a clock or the environment, and nothing of ours is imported.
"""
