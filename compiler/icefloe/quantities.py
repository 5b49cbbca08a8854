"""Amounts of processors, memory and storage, as Kubernetes writes them."""

import re
from decimal import Decimal

CPU_FORMS = 'a number of cores (4, 0.5, "2.5"), or thousandths ("500m")'
SIZE_FORMS = '"16Gi", "512Mi", "4GB", "1.5T", or a number of bytes'

_CPU = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(m?)")
_SIZE = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?)(Ki|Mi|Gi|Ti|Pi|Ei|KB|MB|GB|TB|PB|EB|K|k|M|G|T|P|E|B)?")
_DECIMAL = {"k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
# Fewer bytes than this are never meant: somebody thought of another unit.
_LEAST = 1 << 20


def cores(value: object) -> str | None:
    """A number of processor cores as a decimal text; None if it is not one."""
    text = _text(value)
    match = _CPU.fullmatch(text)
    if match is None:
        return None
    number = Decimal(match[1]) / (1000 if match[2] else 1)
    return _plain(number) if number > 0 else None


def size(value: object) -> str | None:
    """An amount of memory or storage as a quantity; None if it is not one."""
    match = _SIZE.fullmatch(_text(value))
    if match is None or Decimal(match[1]) == 0:
        return None
    unit = match[2] or ""
    if len(unit) == 2 and unit.endswith("B"):
        unit = unit[0]
    unit = {"K": "k", "B": ""}.get(unit, unit)
    found = f"{_plain(Decimal(match[1]))}{unit}"
    return found if amount(found) >= _LEAST else None


def amount(quantity: str) -> Decimal:
    """How much a quantity is: cores, or bytes; 0 for a text that is none."""
    match = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", quantity)
    if match is None:
        return Decimal(0)
    number, unit = Decimal(match[1]), match[2]
    if unit in _BINARY:
        return number * (1 << _BINARY[unit])
    return number * Decimal(10) ** _DECIMAL.get(unit, 0)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and abs(value) < 1e18:
        return _plain(Decimal(str(value)))
    return str(value)


def _plain(number: Decimal) -> str:
    """A decimal number without exponent and without zeros at its end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
