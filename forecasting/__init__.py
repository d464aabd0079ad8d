"""Contact volume from historical logs."""
