"""Ways to staff side by side: run, tables, workbook."""

from planner.comparison.run import Comparison, Costed, compare_sourcing, write_comparison

__all__ = ["Comparison", "Costed", "compare_sourcing", "write_comparison"]
