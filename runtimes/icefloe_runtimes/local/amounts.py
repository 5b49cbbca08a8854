"""Amounts of time and memory, as people read them."""

_MINUTE = 60
_HOUR = 3600


def seconds(value: float) -> str:
    """Write a duration: `0.03s`, `2.4s`, `1m12s`, `3h05m`."""
    if value < 59.95:
        return f"{value:.2f}s" if value < 0.095 else f"{value:.1f}s"
    whole = max(int(value), _MINUTE)
    if whole >= _HOUR:
        return f"{whole // _HOUR}h{whole % _HOUR // _MINUTE:02d}m"
    return f"{whole // _MINUTE}m{whole % _MINUTE:02d}s"


def memory(value: int) -> str:
    """Write an amount of memory: `310 MiB`."""
    return f"{value / 2**20:.0f} MiB" if value < 2**30 else f"{value / 2**30:.1f} GiB"


def size(value: int) -> str:
    """Write a number of bytes: `812 B`, `3.4 KiB`, `310 MiB`."""
    if value < 1 << 10:
        return f"{value} B"
    return f"{value / 2**10:.1f} KiB" if value < 1 << 20 else memory(value)
