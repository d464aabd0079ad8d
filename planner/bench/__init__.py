"""Benchmarks that users can run on their own machine, and the teams that they plan."""
