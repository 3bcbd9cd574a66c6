"""The demo: a session of our own making, its key, its run on an embedded broker, and its report."""
