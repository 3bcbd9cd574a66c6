"""Where the pipelines run: settings, the worker, replay, file runs, topics, the command line."""
