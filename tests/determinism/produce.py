"""Make everything that icefloe writes of the examples, and print the digest of each file as JSON.

`python produce.py FOLDER [inside]`: FOLDER is emptied and gets a copy of the examples; with `inside`, commands run in a
folder inside each project instead of in its root. Run by test_bytes.py, under many interpreters and environments.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sys
from pathlib import Path

from icefloe.__main__ import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PIPELINES = {
    "fastflow": ("ml_pipeline.py",),
    "flowyml": ("ml_training.py",),
    "motools": ("train.py",),
    "native": ("builder.py", "function.py"),
    "runnable": ("ml_training.py",),
}
LEFT_OUT = ("broken*", "*.plan.json", "*.places.json", "icefloe.lock", ".icefloe", "__pycache__")


def icefloe(*arguments: str) -> None:
    """Run one command in this process; it must succeed."""
    talk = io.StringIO()
    sys.argv = ["icefloe", *arguments]
    status: object = 0
    with contextlib.redirect_stdout(talk), contextlib.redirect_stderr(talk):
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
    if status:
        sys.exit(f"{Path.cwd()}$ icefloe {' '.join(arguments)}\n{talk.getvalue()}exit {status}")


def produce(folder: Path, *, inside: bool) -> dict[str, str]:
    """Compile, freeze and export every example in a copy; the digests of all files by their path."""
    for name, files in PIPELINES.items():
        project = folder / name
        shutil.copytree(EXAMPLES / name, project, ignore=shutil.ignore_patterns(*LEFT_OUT))
        (project / "inside").mkdir()
        here, up = (project / "inside", "../") if inside else (project, "")
        os.chdir(here)
        for file in files:
            icefloe("compile", up + file)
            # One from the source, one from the plan that was just written: both ways must be the same everywhere.
            for target, source in (("argo", up + file), ("github", str(Path(up + file).with_suffix(".plan.json")))):
                icefloe("export", target, source, "-o", f"{up}exports/{Path(file).stem}", "--lossy")
        icefloe("freeze")
    os.chdir(folder)
    made = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in made
        if "__pycache__" not in path.parts and not path.name.endswith(".places.json")
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(produce(Path(sys.argv[1]).resolve(), inside="inside" in sys.argv[2:])))
