"""OpenMetrics text: one family after another, inside a family one series after another."""


class Writer:
    """Collects families in memory order and writes them with their TYPE line; `close` writes `# EOF`."""

    def __init__(self, file):
        self._file = file
        self._stamps = {}

    def family(self, name, kind, help_text):
        """A counter's name has no `_total` here; its samples have it."""
        self._file.write(f"# HELP {name} {help_text}\n# TYPE {name} {kind}\n".encode())

    def series(self, name, labels, times, values):
        """`values` is one value for all times, or one for each. Integers print as such, floats by their shortest form."""
        inside = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
        head = f"{name}{{{inside}}} "
        stamp = self._stamp
        if isinstance(values, (int, float)):
            head += _text(values)
            lines = [head + stamp(time) for time in times]
        else:
            lines = [head + _text(value) + stamp(time) for time, value in zip(times, values)]
        self._file.write("".join(lines).encode())

    def close(self):
        self._file.write(b"# EOF\n")

    def _stamp(self, time):
        known = self._stamps.get(time)
        if known is None:
            known = self._stamps[time] = f" {time}\n"
        return known


def _text(value):
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)
