"""The semantic digest on real files: the same after every edit that keeps the meaning, another after every mutant.

Files of the standard library are formatted by black and by `ruff format`, and edited in the ways of `equal_edits`: no
file's and no function's digest may change. Their functions, classes and statements are mutated in the ways of
`mutants`: all digests must change but those of mutants that cannot behave otherwise. Then one project is locked under
many environments (`same_locks`): the bytes must be the same. `make truth` runs it, with `--install`, which makes an
environment with the formatters; it writes `docs/results/DATE-semantic.md`, and exits with 1 where any of this fails.
"""

import argparse
import ast
import datetime as dt
import multiprocessing
import os
import platform
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import libcst as cst
from equal_edits import EDITS, same_tree
from mutants import Unit, mutants, unit, why_same
from same_locks import compared

from icefloe.syntax.digest import digest
from icefloe.syntax.parser import Parsed, deep, parse

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
STANDARD = Path(sysconfig.get_paths()["stdlib"])
FORMATTERS = ("black==26.10.1", "ruff==0.17.6")
LARGEST = 40_000  # bytes: many files say more than few long ones
LONGEST = 5_000  # characters of what is mutated at once
NEEDED = 0.999
Digests = tuple[str, tuple[tuple[object, str], ...]]


@dataclass
class Seen:
    """What was counted in some files."""

    files: int = 0
    functions: int = 0
    edited: Counter[str] = field(default_factory=Counter)
    untried: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    same: Counter[tuple[str, str]] = field(default_factory=Counter)
    survivors: list[str] = field(default_factory=list)

    def add(self, other: "Seen") -> None:
        """Count what another saw."""
        self.files += other.files
        self.functions += other.functions
        for mine, more in (
            (self.edited, other.edited),
            (self.untried, other.untried),
            (self.tried, other.tried),
        ):
            mine.update(more)
        self.same.update(other.same)
        self.changed += other.changed
        self.survivors += other.survivors


def main() -> int:
    """Compare, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=520)
    parser.add_argument("--each", type=int, default=1, help="mutants of each kind for each function or statement")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--tools", type=Path, default=_cache() / "formatters")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    if options.install and not (options.tools / "bin" / "black").exists():
        subprocess.run([sys.executable, "-m", "venv", options.tools], check=True)
        subprocess.run([options.tools / "bin" / "pip", "install", "--quiet", *FORMATTERS], check=True)
    with tempfile.TemporaryDirectory(prefix="icefloe-semantic-") as name:
        folder = Path(name)
        files = corpus(options.files)
        formatted(files, folder, options.tools)
        jobs = [(path, folder, options.each) for path in files]
        seen = Seen()
        with multiprocessing.Pool(options.processes, maxtasksperchild=20) as pool:
            for one in pool.imap_unordered(look, jobs):
                seen.add(one)
        locks = compared(folder / "locks", options.seeds)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    text = report(seen, today, options.tools) + locks.report()
    (options.output or RESULTS / f"{today}-semantic.md").write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    return int(bool(seen.changed) or rate(seen) < NEEDED or bool(able(seen)) or not locks.is_same)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "icefloe"


# --- files ---------------------------------------------------------------------------------------------------------


def corpus(wanted: int) -> list[Path]:
    """Files of the standard library, spread over all of it, that this Python can read."""
    every = [path for path in sorted(STANDARD.rglob("*.py")) if "site-packages" not in path.parts and readable(path)]
    return every if len(every) <= wanted else [every[at * len(every) // wanted] for at in range(wanted)]


def readable(path: Path) -> bool:
    """Whether a file has something in it, is not too large, and is Python in UTF-8."""
    data = path.read_bytes()
    if not 200 < len(data) <= LARGEST:
        return False
    try:
        text = data.decode()
        ast.parse(text)
    except (UnicodeDecodeError, SyntaxError, ValueError):
        return False
    return "\r" not in text and "\f" not in text and not text.startswith("\ufeff") and text.endswith("\n")


def formatted(files: list[Path], folder: Path, tools: Path) -> None:
    """Have both formatters write all files anew, in folders of their own."""
    commands = {
        "black": [tools / "bin" / "black", "--quiet", "--config", os.devnull, "--line-length", "88"],
        "ruff": [tools / "bin" / "ruff", "format", "--isolated", "--no-cache", "--quiet", "--line-length", "60"],
    }
    for name, command in commands.items():
        (folder / name).mkdir()
        for path in files:
            shutil.copy(path, folder / name / _flat(path))
        subprocess.run([*command, folder / name], check=False)  # a file that they cannot read stays as it is


def _flat(path: Path) -> str:
    return path.relative_to(STANDARD).as_posix().replace("/", "-")


# --- one file ------------------------------------------------------------------------------------------------------


def look(job: tuple[Path, Path, int]) -> Seen:
    """Edit and mutate one file, where the stack is deep."""
    warnings.simplefilter("ignore")
    return deep(_look, *job)


def _look(path: Path, folder: Path, each: int) -> Seen:
    seen = Seen(files=1)
    name = path.relative_to(STANDARD).as_posix()
    text = path.read_text(encoding="utf-8")
    before = digests(text)
    assert before is not None, f"{name} cannot be read"
    seen.functions = len(before[1])
    for tool in ("black", "ruff"):
        _compare(seen, name, tool, text, (folder / tool / _flat(path)).read_text(encoding="utf-8"), before)
    for kind, edit in EDITS.items():
        _compare(seen, name, kind, text, edit(text, random.Random(f"{name} {kind}")), before)
    for one in units(text):
        _mutate(seen, name, one, each)
    return seen


def digests(text: str) -> Digests | None:
    """The digests of a text and of each of its functions."""
    parsed = parse(text.encode(), "x.py")
    if not isinstance(parsed, Parsed):
        return None
    return digest(parsed.tree), tuple((address, digest(node)) for address, node in parsed.functions.items())


def _compare(seen: Seen, name: str, kind: str, text: str, edited: str, before: Digests) -> None:
    if edited == text:
        return
    try:
        is_same = same_tree(text, edited)
    except SyntaxError:
        is_same = False
    if not is_same:  # the edit is wrong, not the digest
        seen.untried[kind] += 1
        return
    seen.edited[kind] += 1
    after = digests(edited)
    if after != before:
        pairs = zip(before[1], after[1], strict=False) if after is not None else ()
        other = next((str(one[0]) for one, two in pairs if one != two), "the module")
        seen.changed.append(f"{name}, {kind}: {other}")


def units(text: str) -> Iterator[Unit]:
    """Every function, and every statement of the module, as a text of its own."""
    tree = ast.parse(text)
    lines = text.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node in tree.body:
            assert isinstance(node, ast.stmt)
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            piece = textwrap.dedent("\n".join(lines[first - 1 : node.end_lineno])) + "\n"
            made = unit(piece) if len(piece) < LONGEST else None
            if made is not None:
                yield made


def _mutate(seen: Seen, name: str, one: Unit, each: int) -> None:
    before = form(one.text)
    if before is None:
        return
    for kind, mutant in mutants(one, random.Random(one.text), each):
        after = form(mutant)
        if after is None:  # a limit of ours: more than Python's parser refuses
            continue
        seen.tried[kind] += 1
        if after == before:
            why = why_same(one.text, mutant)
            seen.same[kind, why or ""] += 1
            if why is None:
                seen.survivors.append(f"{name}, {kind}:\n{one.text}\n=== became\n{mutant}")


def form(text: str) -> str | None:
    """The digest of a text."""
    parsed = parse(text.encode("utf-8", "surrogatepass"), "x.py")
    return digest(parsed.tree) if isinstance(parsed, Parsed) else None


# --- the report ----------------------------------------------------------------------------------------------------


def able(seen: Seen) -> int:
    """How many mutants have the same digest, though they can behave otherwise."""
    return sum(count for (_, why), count in seen.same.items() if not why)


def rate(seen: Seen) -> float:
    """Of the mutants that can behave otherwise the part that has another digest."""
    other = sum(seen.tried.values()) - sum(count for (_, why), count in seen.same.items() if why)
    return (other - able(seen)) / max(other, 1)


def report(seen: Seen, today: str, tools: Path) -> str:
    """The tables."""
    names = [subprocess.check_output([tools / "bin" / t, "--version"], text=True).split("\n")[0] for t in TOOLS]
    lines = [
        f"# The semantic digest on real files, {today}",
        "",
        (
            f"{seen.files} files of the standard library of Python {platform.python_version()} with {seen.functions:,} "
            f"functions; {' and '.join(names)}; LibCST {cst.LIBCST_VERSION}. Written by "
            "`tests/determinism/semantic_check.py`."
        ),
        "",
        "## Edits that keep the meaning",
        "",
        (
            "No digest of a file or of a function may change. Left out are edits after which Python itself reads "
            "another tree, and files that an edit leaves as they are."
        ),
        "",
        "| edit | files edited | left out | digests changed |",
        "|---|---|---|---|",
    ]
    for kind in ("black", "ruff", *EDITS):
        changed = sum(f", {kind}: " in line for line in seen.changed)
        lines.append(f"| {kind} | {seen.edited[kind]} | {seen.untried[kind]} | {changed} |")
    lines += ["", *(f"* {line}" for line in sorted(seen.changed)[:40])]
    lines += ["", "## Mutants", "", "Each is a text that Python compiles, and of which it reads another tree.", ""]
    lines += ["| change | mutants | same digest, cannot behave otherwise | same digest, can |", "|---|---|---|---|"]
    for kind, count in sorted(seen.tried.items()):
        harmless = sum(number for (one, why), number in seen.same.items() if one == kind and why)
        lines.append(f"| {kind} | {count:,} | {harmless} | {seen.same[kind, '']} |")
    reasons = Counter[str]()
    for (_, why), number in seen.same.items():
        reasons[why] += number
    lines += [
        "",
        (
            f"{sum(seen.tried.values()):,} mutants. Of those that can behave otherwise {100 * rate(seen):.3f} % have "
            f"another digest ({100 * NEEDED:.1f} % are needed). The others with the same digest: "
            + ("; ".join(f"{why} ({number})" for why, number in sorted(reasons.items()) if why) or "none")
            + "."
        ),
        "",
    ]
    for text in seen.survivors[:20]:
        lines += ["```python", text, "```", ""]
    return "\n".join(lines) + "\n"


TOOLS = ("black", "ruff")


if __name__ == "__main__":
    sys.exit(main())
