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
        return self._text

    __repr__ = __str__


def compared(source: Source, version: str) -> Comparison:
    """Hold a pipeline, as its source is now, against a version that was saved."""
    from icefloe.api import frozen_one
    from icefloe.api.differing import compare
    from icefloe.api.versions import saved
    from icefloe.diff import side_of_plan, text

    result, made = source.compiled()
    before = asked(lambda: saved(result.root, made.plan.name, version))
    lock, _ = frozen_one(result, made)
    found = compare(
        side_of_plan(f"{made.plan.name}@{version}", before.plan, before.lock),
        side_of_plan(made.plan.name, made.plan, lock),
    )
    return Comparison(found.same, tuple(one.message for one in found.changes), text.render(found))
