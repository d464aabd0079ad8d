"""Questions about a finished plan: why not this shift, and what one more of something is worth."""

from planner.questions.plan_at_hand import PlanAtHand, judged, read_plan_at_hand
from planner.questions.why import Question, WhyAnswer, why_not
from planner.questions.why_text import why_lines
from planner.questions.worth import Saving, WorthAnswer, WorthOptions, what_is_worth
from planner.questions.worth_text import worth_lines

__all__ = [
    "PlanAtHand",
    "Question",
    "Saving",
    "WhyAnswer",
    "WorthAnswer",
    "WorthOptions",
    "judged",
    "read_plan_at_hand",
    "what_is_worth",
    "why_lines",
    "why_not",
    "worth_lines",
]
