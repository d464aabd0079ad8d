"""Long work in a process of its own: start it, follow it, ask it to stop, give it up.

What a job is stands in its folder, nothing in memory: whoever comes later, after the app or the
browser was closed, follows it as well as who started it. It outlives both.
"""

from planner.jobs.control import Job, JobError, JobRunningError, ask_stop, give_up, running, start
from planner.jobs.request import JobKind, JobRequest
from planner.jobs.state import JobState, JobStatus, Point, StepTime, follow

__all__ = [
    "Job",
    "JobError",
    "JobKind",
    "JobRequest",
    "JobRunningError",
    "JobState",
    "JobStatus",
    "Point",
    "StepTime",
    "ask_stop",
    "follow",
    "give_up",
    "running",
    "start",
]
