"""Make the objects of a table in the original, and write down whether it takes or refuses them.

    python runnable_constructions.py PYTHON

`make truth` runs it with the Python of a venv that holds runnable. It renews `original` of every case in
`tests/dialects/runnable_constructions.toml`, and exits with 1 if anything but the day differs from what was there.
"""

import datetime as dt
import json
import subprocess
import sys
import tomllib
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "dialects" / "runnable_constructions.toml"
# Each case runs in names of its own; what the original says is cut down to the first sentence that says something.
PROBE = """
import contextlib, importlib.metadata, io, json, platform, re, sys
given = json.load(sys.stdin)
found = []
for source in given["sources"]:
    names = {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(given["head"] + source, names)
        found.append("")
    except Exception as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = (lines[2] if len(lines) > 3 else lines[1]) if "validation error" in lines[0] else lines[0]
        said = re.sub(r"\\s*\\[type=.*$", "", re.sub(r"The node name=.* already has", "The node already has", said))
        found.append(f"{type(error).__name__}: {said}"[:160])
about = [importlib.metadata.version("runnable"), platform.python_version(), importlib.metadata.version("pydantic")]
print(json.dumps({"about": about, "found": found}))
"""


def main(python: str) -> int:
    """Measure, write, and say what differs."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    cases: list[dict[str, object]] = table["case"]
    given = json.dumps({"head": table["head"], "sources": [case["source"] for case in cases]})
    done = subprocess.run([python, "-c", PROBE], input=given, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    differs = 0
    for case, original in zip(cases, answer["found"], strict=True):
        if case.get("original") != original:
            sys.stdout.write(f"{case['name']}: {case.get('original')!r} is now {original!r}\n")
            differs = 1
        case["original"] = original
    runnable, version, pydantic = answer["about"]
    day = str(dt.datetime.now(dt.UTC).date())
    measured = {"runnable": runnable, "python": version, "pydantic": pydantic, "day": day}
    TABLE.write_text(written(measured, table["head"], cases), encoding="utf-8")
    return differs


def written(measured: dict[str, str], head: str, cases: list[dict[str, object]]) -> str:
    """The table as text."""
    about = "# What runnable says when its objects are made, and the codes that Icefloe gives without making them."
    lines = [about, f"head = '''\n{head}'''", "", "[measured]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in measured.items()]
    for case in cases:
        source = str(case["source"]).strip()
        lines += ["", "[[case]]", f"name = {json.dumps(case['name'])}", f"source = '''\n{source}\n'''"]
        lines.append(f"original = {json.dumps(case['original'], ensure_ascii=False)}")
        lines.append(f"codes = {json.dumps(case['codes'])}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
