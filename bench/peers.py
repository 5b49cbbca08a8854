"""How long people wait for a verdict on a pipeline: `icefloe check` beside the systems that they use today.

Whole processes on the same pipelines of 50 and 500 steps, in turns, so that a busy machine slows all of them; read the
ratios, not the seconds. Each peer is installed in an environment of its own below `--environments` (`--install` makes
those that are missing, with pip); one that is not there is named in the table. Writes `docs/results/DATE-peers.md`.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import peer_pipelines
from peer_pipelines import HEAVY, PEERS, Peer
from processes import FailedError, machine, options, publish, run, today

SIZES = (50, 500)
#: What has to hold, as (what, size, peer, at least this many times faster); "" is every peer.
LIMITS = (
    ("cold", 50, "KFP", 2.0),
    ("cold", 500, "KFP", 2.0),
    ("heavy", 50, "KFP", 7.0),
    ("unchanged", 50, "KFP", 20.0),
    ("unchanged", 500, "KFP", 20.0),
)
Key = tuple[str, int, str]


def main() -> int:
    """Measure, write, and exit with 1 if a limit does not hold."""
    parser = options(__doc__, 5)
    parser.add_argument("--environments", type=Path, default=_cache() / "peers", help="where the environments lie")
    parser.add_argument("--install", action="store_true", help="make the environments that are missing")
    asked = parser.parse_args()
    if asked.install:
        for peer in PEERS:
            install(asked.environments / peer.name.lower(), (*peer.packages, *_heavy(peer)))
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        times = measure(Path(folder), asked.environments, asked.rounds)
    held = [(limit, _ratio(times, limit[:3])) for limit in LIMITS]
    publish("peers", report(times, held, asked.rounds), asked.output)
    return int(any(ratio is not None and ratio < limit[3] for limit, ratio in held))


def measure(folder: Path, environments: Path, rounds: int) -> dict[Key, list[float]]:
    """The wall times of every command by (kind, size, name); what fails is shown and left out."""
    commands: dict[Key, tuple[Path, tuple[str, ...]]] = {}
    for size in SIZES:
        for kind, head in (("cold", ""), ("heavy", HEAVY)):
            for dialect in OURS:
                place = _place(folder, kind, size, f"our-{dialect}", head + getattr(peer_pipelines, dialect)(size))
                check = (sys.executable, "-m", "icefloe", "check", "p.py")
                commands[kind, size, f"our-{dialect}"] = (place, (*check, "--no-cache"))
                if kind == "cold":
                    commands["unchanged", size, f"our-{dialect}"] = (place, check)
            for peer in PEERS:
                programs = environments / peer.name.lower() / "bin"
                if programs.is_dir() and (not head or _heavy(peer)):
                    place = _place(folder, kind, size, peer.name, head + peer.source(size))
                    commands[kind, size, peer.name] = (place, peer.command(str(programs)))
    times: dict[Key, list[float]] = {}
    for key, (place, command) in list(commands.items()):
        if seconds(command, place, folder) is None:  # also writes caches and bytecode, so that all are warm
            del commands[key]
    for _ in range(rounds):
        for key, (place, command) in commands.items():
            times.setdefault(key, []).append(seconds(command, place, folder) or 0.0)
    return times


def seconds(command: tuple[str, ...], place: Path, home: Path) -> float | None:
    """The wall time of a command, None if it fails (it is then shown)."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "AIRFLOW_HOME": str(home / "airflow"),
        "ICEFLOE_CACHE_DIR": str(home / "cache"),
        "USERNAME": "bench",  # Metaflow asks for one
    }
    try:
        return run(command, place, environment).wall
    except FailedError as failed:
        print(failed, file=sys.stderr)
        return None


def install(environment: Path, packages: tuple[str, ...]) -> None:
    """Make an environment with some packages and their bytecode, if it is not there."""
    if (environment / ".installed").exists():
        return
    shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip = [f"{environment}/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--compile"]
    done = subprocess.run([*pip, *packages], check=False)
    if done.returncode == 0:
        (environment / ".installed").touch()


def report(
    times: dict[Key, list[float]], held: list[tuple[tuple[str, int, str, float], float | None]], rounds: int
) -> list[str]:
    """The page: what was held, what is lost, and the table."""
    lines = [
        f"# From command to verdict, {today()}",
        "",
        (
            f"Whole processes, in turns, median of {rounds}; {machine()}, with bytecode. "
            "Written by `bench/peers.py`. Step i of a pipeline reads steps i - 1 and i - 10; a *chain* reads step "
            "i - 1 alone. Ratios are to `icefloe check` "
            "without a cache of the same pipeline in FlowyML's words, of a chain in runnable's; above 1 we are faster."
        ),
        "",
        "| | least | measured |",
        "|---|---|---|",
    ]
    for (kind, size, peer, least), ratio in held:
        said = "not measured" if ratio is None else f"{ratio:.1f}{'' if ratio >= least else ': **missed**'}"
        lines.append(f"| {WORDS[kind]}, {size} steps, against {peer} | {least:g} | {said} |")
    lost = [row for row in _rows(times) if row[2] < 1]
    lines += ["", "What we lose: " + (_lost(lost) if lost else "nothing in this table") + ".", ""]
    lines += ["| | verdict | " + " | ".join(f"{WORDS[kind]}, {size}" for kind, size in COLUMNS) + " |"]
    lines += ["|---|---|" + "---|" * len(COLUMNS)]
    named = zip(OURS, ("ours, native words", "ours, FlowyML's words", "ours, runnable's chain"), strict=True)
    for name, shown in named:
        cells = [_cell(times, kind, size, f"our-{name}", "") for kind, size in COLUMNS]
        lines.append(f"| **{shown}** | names, types, structure, practice | {' | '.join(cells)} |")
    lines.append("| **ours, unchanged**  | the same, from the cache | " + " | ".join(_unchanged(times)) + " |")
    for peer in PEERS:
        cells = [_cell(times, kind, size, peer.name, "flowyml") for kind, size in COLUMNS]
        shape = " (chain)" if peer.shape == "chain" else ""
        package = peer.packages[0].replace("==", " ")
        lines.append(f"| {peer.name}{shape}, {package} | {peer.verdict} | {' | '.join(cells)} |")
    return lines


#: The words in which our own check reads the pipeline; `runnable` is the chain.
OURS = ("native", "flowyml", "runnable")
WORDS = {"cold": "cold", "heavy": "with pandas and scikit-learn imported", "unchanged": "unchanged"}
COLUMNS = (("cold", 50), ("cold", 500), ("heavy", 50), ("heavy", 500))


def _rows(times: dict[Key, list[float]]) -> list[tuple[Peer, int, float]]:
    """How many times faster than each peer we are, cold."""
    found = [(peer, size, _ratio(times, ("cold", size, peer.name))) for peer in PEERS for size in SIZES]
    return [(peer, size, ratio) for peer, size, ratio in found if ratio is not None]


def _lost(rows: list[tuple[Peer, int, float]]) -> str:
    return ", ".join(f"{peer.name} at {size} steps ({ratio:.2f}; {peer.verdict})" for peer, size, ratio in rows)


def _ratio(times: dict[Key, list[float]], key: Key) -> float | None:
    """How many times the peer's time is ours, for the same pipeline in FlowyML's words."""
    kind, size, peer = key
    theirs = times.get(("cold" if kind == "unchanged" else kind, size, peer))
    is_chain = any(one.name == peer and one.shape == "chain" for one in PEERS)
    ours = times.get((kind, size, "our-runnable" if is_chain else "our-flowyml"))
    return statistics.median(theirs) / statistics.median(ours) if theirs and ours else None


def _cell(times: dict[Key, list[float]], kind: str, size: int, name: str, base: str) -> str:
    values = times.get((kind, size, name))
    if not values:
        return "not measured" if (kind, size, name) not in times and kind == "cold" else "–"
    shown = f"{statistics.median(values):.2f} s"
    ratio = _ratio(times, (kind, size, name)) if base else None
    return f"{shown} ({ratio:.1f})" if ratio is not None else shown


def _unchanged(times: dict[Key, list[float]]) -> list[str]:
    return [_cell(times, "unchanged", size, "our-flowyml", "") if kind == "cold" else "–" for kind, size in COLUMNS]


def _heavy(peer: Peer) -> tuple[str, ...]:
    """What the files of a peer import besides, where that is measured."""
    return ("pandas", "scikit-learn") if peer.name in {"KFP", "Hera"} else ()


def _place(folder: Path, kind: str, size: int, name: str, source: str) -> Path:
    place = folder / f"{kind}-{size}-{name.lower()}"
    place.mkdir()
    (place / "p.py").write_text(source, encoding="utf-8")
    return place


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "icefloe"


if __name__ == "__main__":
    sys.exit(main())
