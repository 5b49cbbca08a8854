"""What a project says of how values are kept, for a step that is run without the command that reads all of it."""

from collections.abc import Mapping
from pathlib import Path

from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.keeping import Keeping, check_formats, check_routes
from icefloe_runtimes.step.narrow import fields

_FILES = (("icefloe.toml", ()), ("pyproject.toml", ("tool", "icefloe")))
_WORDS = (b"formats", b"routes")


def keeping(root: Path) -> Keeping:
    """Give how the steps of a project keep what they make: in their folders, at once and for good."""
    for name, path in _FILES:
        file = root / name
        if not file.is_file():
            continue
        data = file.read_bytes()
        # Most projects say nothing of it, and the reader of TOML takes longer to import than to look.
        told = any(word in data for word in _WORDS)
        found = _table(data, file, path) if told else dict[str, object]()
        if found or not path:
            formats, routes = (_texts(found.get(key), key, name) for key in ("formats", "routes"))
            check_formats(formats)
            check_routes(routes)
            return Keeping(formats=formats, routes=routes)
    return Keeping()


def _table(data: bytes, file: Path, path: tuple[str, ...]) -> Mapping[str, object]:
    import tomllib

    try:
        found: Mapping[str, object] = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from None
    for key in path:
        found = fields(found.get(key))
    return found


def _texts(value: object, key: str, name: str) -> dict[str, str]:
    told = fields(value)
    if any(not isinstance(text, str) for text in told.values()):
        raise UsageError(f"{name}: each entry of `{key}` must be a text")
    return {kind: str(text) for kind, text in told.items()}
