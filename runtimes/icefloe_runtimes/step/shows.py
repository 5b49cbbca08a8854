"""The small figures of an output, as a table at the end of a run shows them."""

from icefloe_runtimes.step.narrow import fields

_MOST = 12
_LONGEST = 80


def shows(name: str, value: object) -> dict[str, str]:
    """Give what can be shown of a value in a word or two: a scalar, a short string, the scalars of a small mapping."""
    text = _text(value)
    if text is not None:
        return {name: text}
    small = fields(value)
    if len(small) > _MOST:
        return {}
    texts = {f"{name}.{key}": _text(item) for key, item in small.items()}
    return {key: item for key, item in texts.items() if item is not None}


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST and value.isprintable() else None
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        # An integer with thousands of digits cannot even be printed.
        return str(int(value)) if value.bit_length() < 256 else None
    return _figure(float(value)) if isinstance(value, float) else None


def _figure(value: float) -> str:
    if value == 0 or 1e-3 <= abs(value) < 1e9:
        whole, _, digits = f"{value:.4f}".partition(".")
        return f"{whole}.{digits.rstrip('0') or '0'}"
    return f"{value:.4g}"
