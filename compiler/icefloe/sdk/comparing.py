"""A pipeline against a saved version of it, from Python: what `diff` does."""

from icefloe.sdk.written import Source, asked


class Comparison:
    """In what a pipeline differs from a saved version of it: `same`, `changes` one by one, and all of it as text."""

    __slots__ = ("_text", "changes", "same")

    def __init__(self, same: bool, changes: tuple[str, ...], text: str) -> None:
        self.same = same
        self.changes = changes
        self._text = text

    def __str__(self) -> str:
        return self._text or "nothing differs"

    __repr__ = __str__


def compared(source: Source, version: str) -> Comparison:
    """Hold a pipeline, as its source is now, against a version that was saved."""
    from icefloe.api.differing import compare, side_of_compiled, side_of_version
    from icefloe.diff import text

    result = source.found()
    name = source.only(result).plan.name
    before = asked(lambda: side_of_version(result.root, name, version))
    found = compare(before, side_of_compiled(name, result))
    return Comparison(found.same, tuple(one.message for one in found.changes()), text.render(found))
