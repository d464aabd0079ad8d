"""How each channel queues: the one place where a channel is added.

``CHANNELS`` maps a channel of ``plan.toml`` to its discipline. A channel that is not there is
taken as the discipline it names: by its own name (``real-time`` or ``may-wait``), else by the
service target that its queue states (``answer_within_seconds`` or ``respond_within_minutes``).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from planner.domain import Queue

__all__ = ["CHANNELS", "Discipline", "discipline_of"]


class Discipline(StrEnum):
    """What happens to a contact that nobody is free for.

    ``REAL_TIME``: the customer is on the line, waits seconds and may hang up (Erlang C or A).
    ``MAY_WAIT``: it is done in the order of arrival before it is due, hours later if need be.
    """

    REAL_TIME = "real-time"
    MAY_WAIT = "may-wait"


CHANNELS: Mapping[str, Discipline] = MappingProxyType(
    {
        "phone": Discipline.REAL_TIME,
        "chat": Discipline.REAL_TIME,
        "email": Discipline.MAY_WAIT,
        "social": Discipline.MAY_WAIT,
        "ticket": Discipline.MAY_WAIT,
    }
)


def discipline_of(queue: Queue) -> Discipline:
    """Discipline of a queue, by its channel, else by the discipline that it names.

    Raises
    ------
    ValueError
        Where neither the channel nor the service target tells.

    Examples
    --------
    >>> discipline_of(Queue(name="q", channel="email", skills=frozenset())).value
    'may-wait'
    """
    known = CHANNELS.get(queue.channel)
    if known is not None:
        return known
    if queue.channel in tuple(Discipline):
        return Discipline(queue.channel)
    answers, responds = queue.answer_within_s is not None, queue.respond_within_minutes is not None
    if answers == responds:
        raise ValueError(
            f"Expected queue {queue.name!r} of channel {queue.channel!r} to state either "
            f"answer_within_seconds or respond_within_minutes, got {'both' if answers else 'none'}."
        )
    return Discipline.REAL_TIME if answers else Discipline.MAY_WAIT
