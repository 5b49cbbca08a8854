"""Cases of codes that no small example can show: files that are too large, too deep, or no text."""

from collections.abc import Callable, Mapping
from pathlib import Path

STEP = "from icefloe import Pipeline, step\n\n@step(outputs=['rows'])\ndef load(): ...\n\n"
PIPELINE = "pipeline = Pipeline('sales').add_step(load)\n"


def made(text: str | bytes) -> Callable[[Path], None]:
    """A project of one file."""

    def write(folder: Path) -> None:
        (folder / "pipeline.py").write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def linked(folder: Path) -> None:
    """A pipeline that is a link to a file outside of the project."""
    outside = folder.parent / f"{folder.name}-outside.py"
    outside.write_text(STEP + PIPELINE)
    (folder / "pipeline.py").symlink_to(outside)


def chained(folder: Path) -> None:
    """A pipeline that imports a module, which imports the next one, and so on."""
    made(f"import module_0\n{STEP}{PIPELINE}")(folder)
    for number in range(501):
        (folder / f"module_{number}.py").write_text(f"import module_{number + 1}\n" if number < 500 else "")


MADE: Mapping[str, Callable[[Path], None]] = {
    "FLO902": made(f"{STEP}{PIPELINE}# café\n".encode("latin-1")),
    "FLO903": made(f"{STEP}{PIPELINE}empty = '\0'\n"),
    "FLO904": made(f"{STEP}{PIPELINE}table = '{'1,' * 500_000}'\n"),
    "FLO905": made(f"{STEP}{PIPELINE}settings = {'[' * 101}{']' * 101}\n"),
    "FLO906": made(f"{STEP}pipeline = Pipeline('sales'){'.add_step(load)' * 201}\n"),
    "FLO907": made(f"{STEP}{PIPELINE}if load == 0: ...\n" + "".join(f"elif load == {n}: ...\n" for n in range(201))),
    "FLO908": chained,
    "FLO909": linked,
}
