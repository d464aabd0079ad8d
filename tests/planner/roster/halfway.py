"""A process that is cut off within a message, so many bytes before its end as it is asked to."""

import pickle
import sys

from planner.roster.messages import Bound

if __name__ == "__main__":
    less = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the test
    for value in (1.0, 2.0):
        sys.stdout.buffer.write(pickle.dumps(Bound(value=value))[: -less if value > 1 else None])
    sys.stdout.buffer.flush()
    sys.exit(3)
