"""Published margin figures, each through the planner: `python -m tests.margin_vectors FILE`."""
