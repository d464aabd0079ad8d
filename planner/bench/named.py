"""Cases that a user chooses by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

__all__ = ["NoSuchCaseError", "named"]

T = TypeVar("T")


class NoSuchCaseError(ValueError):
    """A text that no case has in its name; ``names`` are those there are."""

    def __init__(self, text: str, names: Sequence[str]) -> None:
        super().__init__(f"expected a part of one of {'; '.join(names)}; got {text!r}.")
        self.text, self.names = text, tuple(names)


def named(cases: Iterable[T], texts: Sequence[str], name: Callable[[T], str]) -> Sequence[T]:
    """Cases whose name holds one of some texts, in their order; all where there is no text.

    A text that is a whole name means that case alone.

    Raises
    ------
    NoSuchCaseError
        Nothing has a text in its name.

    Examples
    --------
    >>> named(["10 agents", "10 agents, 4 weeks", "bank"], ["10 agents"], str)
    ('10 agents',)
    >>> named(["10 agents", "10 agents, 4 weeks", "bank"], ["weeks", "BANK"], str)
    ('10 agents, 4 weeks', 'bank')
    """
    known = tuple(cases)
    if not texts:
        return known
    names = [name(case).casefold() for case in known]
    meant: set[int] = set()
    for text in texts:
        word = text.casefold()
        found = [at for at, one in enumerate(names) if one == word]
        found = found or [at for at, one in enumerate(names) if word in one]
        if not found:
            raise NoSuchCaseError(text, [name(case) for case in known])
        meant |= set(found)
    return tuple(case for at, case in enumerate(known) if at in meant)
