"""The report: a page by itself that shows trajectories before and after, step by step."""
