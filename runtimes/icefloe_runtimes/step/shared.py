"""What a handler has changed in the context that handlers share."""

import pickle
from collections.abc import Mapping


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Give the entries that are new, or no longer what they were."""
    return {key: value for key, value in after.items() if key not in before or not _is_same(before[key], value)}


def _is_same(before: object, after: object) -> bool:
    """Whether a value is what it was; where that cannot be told, it is taken to be another."""
    try:
        return pickle.dumps(before) == pickle.dumps(after)
    except Exception:  # noqa: BLE001 - a value may refuse to be stored in any way
        return False
