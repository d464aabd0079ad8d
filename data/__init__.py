"""The demo team: a made-up company with a synthetic contact log.

Nothing in here is about real people, customers or contracts; wages and rules are starting points
with their sources beside them, for the user to replace.
"""

from __future__ import annotations

from datetime import date, datetime, time
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

__all__ = ["DEMO_START", "DEMO_WEEKS", "write_demo_team"]

DEMO_START = date(2026, 11, 30)
DEMO_WEEKS = 1
DEMO_TIMEZONE = "Europe/Madrid"
CONTACTS_NAME = "contacts.parquet"


def write_demo_team(folder: Path) -> None:
    """Write the demo's team folder: the files that ship, and the contact log, made on the spot.

    Parameters
    ----------
    folder
        Made with its parents where it is not there; files of the same names are replaced.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    # Here, not above: the command line needs the date alone, and pandas takes a second to load.
    from .make_contacts import write_contacts

    folder.mkdir(parents=True, exist_ok=True)
    for source in resources.files("sunrota_demo").joinpath("team").iterdir():
        if source.is_file():
            (folder / source.name).write_bytes(source.read_bytes())
    midnight = datetime.combine(DEMO_START, time.min, tzinfo=ZoneInfo(DEMO_TIMEZONE))
    write_contacts(folder / CONTACTS_NAME, midnight)
