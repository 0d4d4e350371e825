"""The window. Everything recorded ends at one moment, so that a sweep run years later sees the same fortnight."""

import calendar
import datetime

MINUTE = 60
HOUR = 3600
DAY = 86400


def at(text):
    """Seconds since 1970 of a UTC time such as `2026-11-19T14:32`."""
    parsed = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M")
    return calendar.timegm(parsed.timetuple())


END = at("2026-11-20T00:00")


class Window:
    """The minutes (start, end]: `days` × 1,440 of them, the last one at END."""

    def __init__(self, days):
        self.days = days
        self.start = END - days * DAY
        self.minutes = range(self.start + MINUTE, END + MINUTE, MINUTE)


def minute_of_day(time):
    """0 to 1439, UTC."""
    return time // MINUTE % 1440


def weekday(time):
    """0 is Monday; 1970-01-01 was a Thursday."""
    return (time // DAY + 3) % 7
