"""The code blocks of five pages of documentation, as they stand there and as they are meant.

They are FlowyML's "Pipelines" and "Steps", runnable's "Connecting the Workflow", motools' "Workflows", and fastflow's
"Building an AI/ML Training Pipeline Editor".
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PAGES = ("pipelines", "steps")
"""FlowyML's pages."""
ALL_PAGES = (*PAGES, "connecting", "workflows", "editor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One finding that a block deserves; `line` counts from the block's first line."""

    code: str
    line: int
    says: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One code block with what it is completed with, and what it deserves."""

    page: str
    number: int
    lines: tuple[int, int]
    title: str
    why: str
    variant: str = ""
    before: str = ""
    after: str = ""
    findings: tuple[Expected, ...] = ()
    original: tuple[str, ...] = ()
    pipelines: int | None = None
    compiles: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What a test of it is called."""
        return f"{self.page}-{self.number:02}" + (f"-{self.variant}" if self.variant else "")

    @property
    def text(self) -> str:
        """The transcription: the block with its indentation, without the marks that the page lost."""
        return self.path(".py").read_text(encoding="utf-8")

    @property
    def complete(self) -> str:
        """The transcription between what it is completed with."""
        return self.before + self.text + self.after

    @property
    def first_line(self) -> int:
        """Where the block begins in the complete text."""
        return self.before.count("\n") + 1

    def path(self, suffix: str, label: str = "") -> Path:
        """A file that belongs to the block, or to one plan of it."""
        variant = f".{self.variant}" if self.variant and suffix != ".py" else ""
        return FOLDER / "blocks" / self.page / f"{self.number:02}{variant}{f'.{label}' if label else ''}{suffix}"


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in order; one that is read in two ways is there twice."""
    table = tomllib.loads((FOLDER / f"{page}.toml").read_text(encoding="utf-8"))
    return [
        Block(
            page=page,
            **{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
            | {"findings": tuple(Expected(**finding) for finding in entry.get("findings", ()))},
        )
        for entry in table["block"]
    ]


def listings(page: str) -> dict[int, Path]:
    """The transcriptions of blocks that are no Python: commands, and what a program prints."""
    return {int(path.stem): path for path in sorted((FOLDER / "blocks" / page).glob("*.listing"))}


def raw_files(page: str) -> list[Path]:
    """The raw text of every block of a page, in order."""
    return sorted((FOLDER / "blocks" / page).glob("[0-9][0-9].txt"))


def without_frame(raw: str) -> str:
    """A raw block without what the page puts around it: bars, or line numbers that stand before it."""
    if raw.startswith("| "):
        return raw.removeprefix("| ").removesuffix("|\n")
    lines = raw.split("\n")
    count = next(index for index, line in enumerate(lines) if line != str(index + 1))
    return "\n".join(lines[count:])


def essence(text: str) -> str:
    """A text without white space and without marks that are no ASCII: what a lost indentation leaves as it was."""
    return "".join(character for character in text if character.isascii() and not character.isspace())
