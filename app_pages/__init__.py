"""Pages of the browser app, one thin page a task, and what they share."""
