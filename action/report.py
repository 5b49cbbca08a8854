"""What `action.yml` runs once Icefloe is installed: annotations, the summary, SARIF, outputs, and the exit status.

Everything is asked of it by the environment, never by text that a shell would read. What comes from the repository is
printed where the runner takes no commands from the log.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from html import escape
from pathlib import Path
from typing import NoReturn

from icefloe.report.markdown import fenced
from icefloe.report.plain import plain
from icefloe_runtimes import diagram

sys.path.insert(0, str(Path(__file__).resolve().parent))
from plans import Drawn, changes, plans_below  # beside this file

#: Bytes that GitHub takes of a step's summary.
LIMIT = 1 << 20
#: What GitHub draws of Mermaid: characters and arrows.
LETTERS, ARROWS = 50_000, 500
WEIGHTS = {"error": ("error",), "warning": ("error", "warning"), "note": ("error", "warning", "note"), "never": ()}
FORMATS = ("github", "full", "concise")


def main() -> int:
    """Check, tell, and give the exit status: 0, 1 for findings that fail the step, 2 for a wrong call."""
    paths = [line.strip() for line in os.environ.get("ICEFLOE_PATHS", "").splitlines() if line.strip()] or ["."]
    form, fail_on = os.environ.get("ICEFLOE_FORMAT") or "github", os.environ.get("ICEFLOE_FAIL_ON") or "error"
    if form not in FORMATS:
        refuse(f"format is one of {', '.join(FORMATS)}")
    if fail_on not in WEIGHTS:
        refuse(f"fail-on is one of {', '.join(WEIGHTS)}")
    counts = Counter(str(finding["severity"]) for finding in json.loads(check("json", paths)))
    if form == "github":
        sys.stdout.write(check("github", paths))
    quote(check("full" if form == "github" else form, paths))
    if sarif := os.environ.get("ICEFLOE_SARIF", ""):
        Path(sarif).parent.mkdir(parents=True, exist_ok=True)
        Path(sarif).write_text(check("sarif", paths), "utf-8")
    told = summary(check("markdown", paths), paths, os.environ.get("ICEFLOE_BASE", ""))
    say(told, counts)
    return int(any(counts[kind] for kind in WEIGHTS[fail_on]))


def check(form: str, paths: list[str]) -> str:
    """What `icefloe check` says in a format; a wrong call ends the step with its message."""
    command = [sys.executable, "-I", "-X", "utf8", "-m", "icefloe", "check", "--exit-zero", "--color", "never"]
    words = [*command, "--output-format", form, "--", *paths]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        quote(done.stderr)
        refuse("icefloe could not check: its message stands above")
    return done.stdout


def quote(text: str) -> None:
    """Print text of the repository; the runner takes no command from the log until it reads the token again."""
    token = secrets.token_hex(16)
    sys.stdout.write(f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n")
    sys.stdout.flush()


def refuse(why: str) -> NoReturn:
    """End the step: it was called wrongly."""
    sys.stdout.write(f"::error title=icefloe::{why}\n")
    sys.stdout.flush()
    sys.exit(2)


def summary(findings: str, paths: list[str], base: str) -> str:
    """The summary: findings, what has changed in the plans since the base, a drawing of each pipeline."""
    drawn = plans_below(paths)
    parts = [findings]
    if base:
        parts.append(f"\n{changes(base, paths)}")
    room = LIMIT - len("".join(parts).encode()) - 200
    shown: list[str] = []
    for one in drawn:
        text = drawing(one)
        room -= len(text.encode())
        if room < 0:
            break
        shown.append(text)
    left = len(drawn) - len(shown)
    more = f"\n+{left} more drawings: `icefloe graph` makes them\n" if left else ""
    return "".join([*parts, "\n### Graphs\n" if drawn else "", *shown, more])


def drawing(one: Drawn) -> str:
    """A pipeline as Mermaid, which GitHub draws, if it is not too large for that."""
    mermaid = diagram.mermaid(one.plan, None)
    head = f"\n<details><summary><code>{escape(plain(one.title))}</code></summary>\n\n"
    if len(mermaid) > LETTERS or mermaid.count("-->") + mermaid.count("-.->") > ARROWS:
        return f"{head}Too large to be drawn here: `icefloe graph --format svg` draws it.\n\n</details>\n"
    errors = "It is drawn as far as it is known: there are errors in it.\n\n" if one.wrong else ""
    return f"{head}{errors}{fenced(mermaid.rstrip(), 'mermaid')}\n</details>\n"


def say(told: str, counts: Counter[str]) -> None:
    """Hand the summary and the outputs to the runner."""
    folder = Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir())
    path = folder / "icefloe-summary.md"
    path.write_text(told, "utf-8")
    rows = {f"{kind}s": str(counts[kind]) for kind in ("error", "warning", "note")} | {"summary": str(path)}
    append("GITHUB_STEP_SUMMARY", told)
    append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in rows.items()))


def append(variable: str, text: str) -> None:
    """Add text to a file of the runner; elsewhere there is none."""
    if name := os.environ.get(variable):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main())
