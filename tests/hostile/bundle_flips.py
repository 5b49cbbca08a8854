"""Every bit of a bundle that a Python reads before the bundle looks at itself, turned round; writes a dated result.

Each as a process of its own, in an empty folder: the first line, the first program with its header and its entry in the
archive's directory, the end of the archive, the seal. Beside them bits drawn from the whole file, and one bit of every
byte of it against the seal alone. Exits with 1 if a call was not refused, or if anything was left behind.
"""

import argparse
import datetime as dt
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "bundle"))

from bundle_project import PROJECT  # noqa: E402
from damage import Place, parts, tried  # noqa: E402

from icefloe_runtimes.bundle.archive import DamagedError, unpack  # noqa: E402

RESULTS = HERE.parents[2] / "docs" / "results"
PYTHON = getattr(sys, "_base_executable", sys.executable)
DRAWN = 1_000


def main() -> None:
    """Flip, write, and exit with what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try only every Nth bit")
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    with tempfile.TemporaryDirectory(prefix="icefloe-flips-") as folder:
        data = made(Path(folder))
        drawn = random.Random(options.seed)
        places = [
            *own(data),
            *(Place(drawn.randrange(len(data)), drawn.randrange(8), "any part") for _ in range(DRAWN)),
        ]
        wrong = started(data, places[:: options.every], Path(folder))
        unsealed = [byte for byte in range(0, len(data), options.every) if is_let_through(data, byte, drawn)]
    text = report(data, places[:: options.every], wrong, unsealed, options, today)
    path = options.output or RESULTS / f"{today}-bundle-flips.md"
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    sys.exit(1 if wrong or unsealed else 0)


def made(folder: Path) -> bytes:
    """The bundle of a small project."""
    for name, text in PROJECT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "icefloe", "bundle", "hello.py", "-o", "hello.pyz"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    data = (folder / "hello.pyz").read_bytes()
    whole = tried(data, folder / "whole", PYTHON)
    if whole.status != 0 or "count  42" not in whole.out:
        sys.exit(f"the bundle itself does not run: {whole}")
    return data


def own(data: bytes) -> Iterator[Place]:
    """Every bit that Python reads first."""
    for name, where in parts(data):
        yield from (Place(byte, bit, name) for byte in where for bit in range(8))


def started(data: bytes, places: list[Place], folder: Path) -> list[str]:
    """Start the file once for each flipped bit; say what was not refused."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def one(numbered: tuple[int, Place]) -> str:
        number, place = numbered
        own_folder = folder / f"{number % 1000}-{number // 1000}"
        found = tried(place.flipped(data), own_folder, PYTHON)
        (own_folder / "flipped.pyz").unlink()
        return "" if found.is_refused else f"{place}: {found}"

    with ThreadPoolExecutor(workers) as pool:
        return [said for said in pool.map(one, enumerate(places)) if said]


def is_let_through(data: bytes, byte: int, drawn: random.Random) -> bool:
    try:
        unpack(Place(byte, drawn.randrange(8), "").flipped(data))
    except DamagedError:
        return False
    return True


def report(
    data: bytes, places: list[Place], wrong: list[str], unsealed: list[int], options: argparse.Namespace, today: str
) -> str:
    """The result as a page."""
    count = Counter(place.part for place in places)
    rows = [f"| {part} | {number:,} |" for part, number in count.items()]
    let = [f"* {said}" for said in wrong] + [f"* byte {byte} passes the seal" for byte in unsealed]
    made_with = f"{platform.platform()}, Python {platform.python_version()}"
    share = "" if options.every == 1 else f", every {options.every}th bit"
    lines = [
        f"# Bundles with a flipped bit, {today}",
        "",
        f"`python tests/hostile/bundle_flips.py` (seed {options.seed}{share}) on {made_with}:",
        f"a bundle of {len(data):,} bytes. Each bit is turned round by itself, and the file is started as a process of",
        "its own, in an empty folder. It is refused if the process ends with status 1, says why, prints nothing else,",
        "and leaves no file in the folder or in that for temporary files.",
        "",
        "| part of the file | bits |",
        "|---|---|",
        *rows,
        "",
        f"Not refused: **{len(wrong)}** of {len(places):,}.",
        "",
        f"One bit of each of {len(range(0, len(data), options.every)):,} bytes against the seal alone: let through are",
        f"**{len(unsealed)}**.",
        *(["", *let] if let else []),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
