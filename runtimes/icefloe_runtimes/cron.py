"""A plan's schedule as the five fields of cron."""

import re

from icefloe_schema.literals import decode
from icefloe_schema.plan import Schedule

_FIELD = r"(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(/[0-9]+)?"
_FIELDS = rf"{_FIELD}(,{_FIELD})*"
_LINE = re.compile(rf"{_FIELDS}( {_FIELDS}){{4}}")
_SHORTHANDS = (
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
)


def line(schedule: Schedule) -> str | None:
    """The cron line of a schedule; None where five fields cannot say it."""
    if not schedule.cron:
        return _every(decode(schedule.interval))
    text = " ".join(schedule.cron.split())
    text = dict(_SHORTHANDS).get(text, text)
    return text if _LINE.fullmatch(text) else None


def _every(seconds: object) -> str | None:
    """Intervals that divide an hour or a day, or are a week: cron begins anew with each of them."""
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds <= 0 or seconds % 60:
        return None
    minutes = int(seconds // 60)
    if minutes < 60 and 60 % minutes == 0:
        return f"*/{minutes} * * * *" if minutes > 1 else "* * * * *"
    if minutes % 60 == 0 and minutes < 1440 and 1440 % minutes == 0:
        return f"0 */{minutes // 60} * * *" if minutes > 60 else "0 * * * *"
    return {1440: "0 0 * * *", 10080: "0 0 * * 0"}.get(minutes)
