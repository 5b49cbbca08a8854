"""What functions return, as their bodies show it, against pyright: `python tests/infer/returns_check.py [-v]`.

Each function is given to pyright as it stands, and what pyright infers is read as an annotation. It counts as wrong
where a value of our type does not fit pyright's for certain; wider ones are listed, as they could make a false finding.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from project_source import project  # noqa: E402

from icefloe.types import LiteralType, Named, Type, UnknownType, Verdict, is_known, spell, widened  # noqa: E402
from icefloe.values import Function  # noqa: E402

SOURCE = HERE / "returned_functions.txt"
_NEEDED = "\nfrom typing import Any\nfrom collections.abc import *\nfrom re import Match\nimport datetime as _d\n"
_SPELLED = {"CoroutineType": "Coroutine", "Module": "object"}


def revealed(text: str) -> dict[str, str]:
    """What pyright infers for each function's result."""
    names = re.findall(r"^(?:async )?def (f\d+)\(", text, re.MULTILINE)
    asked = text + "\n" + "\n".join(f"reveal_type({name})" for name in names) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "asked.py")
        path.write_text(asked, encoding="utf-8")
        command = [str(Path(sys.executable).with_name("pyright")), "--outputjson", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [
        one["message"] for one in json.loads(done.stdout)["generalDiagnostics"] if one["severity"] == "information"
    ]
    types = [match.group(1) for one in found if (match := re.match(r'Type of "f\d+" is "(.*)"$', one, re.DOTALL))]
    assert len(types) == len(names), (len(types), len(names))
    return dict(zip(names, (_result(one) for one in types), strict=True))


def _result(signature: str) -> str:
    """The part after the arrow of a function's type."""
    depth = 0
    for at, letter in enumerate(signature):
        depth += (letter in "([") - (letter in ")]")
        if letter == ")" and depth == 0:
            return signature[at + 1 :].removeprefix(" -> ")
    raise ValueError(signature)


def compared(text: str) -> Iterator[tuple[str, str, str, str]]:
    """The name of each function, the outcome, our type and pyright's."""
    theirs = revealed(text)
    lines = "".join(f"\ndef r{name}() -> {_annotation(type)}: ..." for name, type in theirs.items())
    made = project(text + _NEEDED + lines)
    for name, told in theirs.items():
        function = made.trace.scope[name]
        assert isinstance(function, Function)
        ours = made.types.returned(made.evaluator.summary(function)).type
        if function.is_async and not function.is_generator:
            ours = Named("collections.abc.Coroutine", (ours, ours, ours))
        wanted = made.types.returned(made.summary(f"r{name}")).type
        if function.is_async and not function.is_generator and isinstance(wanted, Named):
            wanted = Named(wanted.path, (wanted.arguments[-1],) * 3)
        yield name, _outcome(ours, wanted, made.types.assignable), spell(ours), told


def _annotation(told: str) -> str:
    for name, other in _SPELLED.items():
        told = told.replace(name, other)
    return repr(re.sub(r"\bUnknown\b", "Any", told))


def _outcome(ours: Type, theirs: Type, fits: Callable[[Type, Type], Verdict]) -> str:
    if isinstance(ours, UnknownType):
        return "unknown"
    into, back = fits(ours, theirs).answer, fits(_wide(theirs), ours).answer
    if into == "no" and fits(_wide(ours), theirs).answer == "no":
        return "WIDER" if back == "yes" else "WRONG"
    if not is_known(ours):
        return "partly"
    return "same" if back == "yes" else "narrower" if into == "yes" else "untold"


def _wide(type: Type) -> Type:
    return widened(type) if isinstance(type, LiteralType) else type


def main() -> int:
    """Compare, and say what came out."""
    rows = list(compared(SOURCE.read_text(encoding="utf-8")))
    counts = Counter(outcome for _, outcome, _, _ in rows)
    for name, outcome, ours, theirs in rows:
        if outcome != "same" and ("-v" in sys.argv or outcome in ("WRONG", "WIDER")):
            print(f"{outcome:9} {name}: {ours}    pyright: {theirs}")  # noqa: T201
    print(f"{len(rows)} functions: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))  # noqa: T201
    return 1 if counts["WRONG"] or counts["WIDER"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
