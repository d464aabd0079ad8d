"""Contact volume: read logs, count them, forecast them. Never imports the planner."""
