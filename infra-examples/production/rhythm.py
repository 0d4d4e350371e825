"""Daily and weekly rhythm, made of + - * / alone.

sin, exp and gauss differ in their last digit between C libraries; polynomials of IEEE doubles do not. That is
what makes the generator's output equal to the byte on every machine.
"""

DAY = 1440  # minutes


def bump(minute, centre, half_width):
    """A smooth hill of height 1 around `centre`, 0 outside `half_width`; minutes wrap around midnight."""
    distance = (minute - centre + DAY // 2) % DAY - DAY // 2
    x = distance / half_width
    if x <= -1.0 or x >= 1.0:
        return 0.0
    y = 1.0 - x * x
    return y * y


def plateau(minute, start, end, ramp):
    """1 between `start` and `end`, with straight ramps of `ramp` minutes before and after."""
    if minute < start - ramp or minute > end + ramp:
        return 0.0
    if minute < start:
        return (minute - (start - ramp)) / ramp
    if minute > end:
        return (end + ramp - minute) / ramp
    return 1.0


def _normalised(curve):
    top = max(curve)
    return [value / top for value in curve]


def _day(function):
    return _normalised([function(minute) for minute in range(DAY)])


# One value per minute of the day (UTC), the busiest minute is 1.
PROFILES = {
    "flat": [1.0] * DAY,
    # people who buy: lunch, and the evening
    "shop": _day(lambda m: 0.15 + 0.55 * bump(m, 720, 300) + 0.8 * bump(m, 1140, 260)),
    # people who work
    "office": _day(lambda m: 0.08 + 0.9 * bump(m, 780, 480)),
    # the daily offer goes live at 14:21 UTC and is sold out two hours later
    "offer": _day(lambda m: 0.30 + 0.25 * bump(m, 1140, 300) + 0.55 * plateau(m, 871, 966, 10)),
    # a job that starts at 02:00 and runs for two hours
    "nightly": _day(lambda m: 0.03 + 0.97 * plateau(m, 125, 235, 5)),
    # an import that starts at 01:00
    "import": _day(lambda m: 0.2 + 0.8 * plateau(m, 65, 145, 5)),
}

# Monday to Sunday.
WEEKS = {
    "flat": [1.0] * 7,
    "shop": [0.86, 0.84, 0.86, 0.88, 0.92, 1.0, 0.98],
    "office": [1.0, 1.0, 0.98, 0.97, 0.9, 0.3, 0.28],
}
