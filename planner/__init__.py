"""sunrota plans follow-the-sun support teams: forecast, staffing, roster, audit, cost."""
