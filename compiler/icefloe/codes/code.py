"""One code that is not a rule."""

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code: its kebab-case name, what it reports, and what to do about it."""

    code: str
    name: str
    what: str
    do: str

    @property
    def page(self) -> str:
        """The page that `explain` prints."""
        return f"# {self.name} ({self.code})\n\n## What it does\n{self.what}\n\n## What to do\n{self.do}\n"


def code(code: str, name: str, what: str, do: str) -> Code:
    """A code and its page."""
    return Code(code=code, name=name, what=what, do=do)
