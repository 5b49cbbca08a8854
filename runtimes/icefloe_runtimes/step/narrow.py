"""Values of which nothing is known, as the containers that they are."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast


def items(value: object) -> Sequence[object] | None:
    """Give a list or tuple as one whose items may be anything; `None` for other values."""
    return cast(Sequence[object], value) if isinstance(value, (list, tuple)) else None


def members(value: object) -> Collection[object]:
    """Give a set as one whose members may be anything; an empty one for other values."""
    return cast(Collection[object], value) if isinstance(value, set) else ()


def entries(value: object) -> Mapping[object, object] | None:
    """Give a mapping as one whose keys and values may be anything; `None` for other values."""
    # Most are dictionaries, and of others it takes longer to tell.
    return cast(Mapping[object, object], value) if isinstance(value, (dict, Mapping)) else None


def fields(value: object) -> Mapping[str, object]:
    """Give the entries of a mapping whose keys are text; none for other values."""
    return {key: item for key, item in (entries(value) or {}).items() if isinstance(key, str)}
