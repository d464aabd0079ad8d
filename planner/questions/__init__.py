"""Questions about a finished plan: why not this shift, and what one more of something is worth."""

from planner.questions.plan_at_hand import PlanAtHand, judged, read_plan_at_hand
from planner.questions.why import Question, WhyAnswer, why_not
from planner.questions.why_text import why_lines

__all__ = [
    "PlanAtHand",
    "Question",
    "WhyAnswer",
    "judged",
    "read_plan_at_hand",
    "why_lines",
    "why_not",
]
