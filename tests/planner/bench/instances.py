"""Small instances of rotating workforce scheduling, in the public text format."""

from __future__ import annotations

from pathlib import Path

# Seven lines, three at work by day and one by night; work of five days at most.
POSSIBLE = """\
#Length of the schedule
7

#Number of Employees
7

##Number of Shifts
2

# Temporal Requirements Matrix
3 3 3 3 3 3 3
1 1 1 1 1 1 1

#ShiftName, Start, Length, Name, MinlengthOfBlocks, MaxLengthOfBlocks
D  360 480 2 5
N  1320 480 2 4

# Minimum and maximum length of days-off blocks
2 4

# Minimum and maximum length of work blocks
3 5

# Number of not allowed shift sequences: NrSequencesOfLength2, NrSequencesOfLength3:
1 1

# Not allowed shift sequences
N D
N - D
"""
IMPOSSIBLE = POSSIBLE.replace("3 3 3 3 3 3 3", "3 3 3 3 3 3 7")


def write_instances(folder: Path, **texts: str) -> Path:
    """A folder of instances by name."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return folder
