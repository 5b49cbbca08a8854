"""The loop of every probe: each file in a process of its own, one line of JSON for each.

This runs inside the venv of an original.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path


def answers(files, answer, *, root, prepare=lambda: None, seconds=90, ignored=("*.pyc", ".*"), copied=True):
    """Ask about each file in a child, which has a copy of the file's folder, a home and a time of its own.

    `answer` gets the path in that copy (or, unless `copied`, the file's own, in whose packages it then stands), `root`
    says which folder above the file is copied.
    """
    for name in files:
        sys.stdout.flush()
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            _one(Path(name).resolve(), theirs, answer, root, prepare, seconds, ignored, copied)
        os.close(theirs)
        with os.fdopen(ours) as stream:
            text = stream.read()
        os.waitpid(child, 0)
        said = json.loads(text) if text else {"broken": f"no answer within {seconds} seconds"}
        sys.stdout.write(json.dumps({"file": name, **said}) + "\n")


def _one(path, pipe, answer, root, prepare, seconds, ignored, copied):
    folder = tempfile.mkdtemp(prefix="icefloe-probe-")
    os.environ["HOME"] = folder
    top = root(path)
    # Files that a program reads stand beside it; what it writes must not.
    shutil.copytree(top, f"{folder}/work", ignore=shutil.ignore_patterns(*ignored))
    os.chdir(f"{folder}/work")
    prepare()
    signal.alarm(seconds)
    try:
        text = json.dumps(answer(Path(f"{folder}/work") / path.relative_to(top) if copied else path))
    except BaseException as error:  # noqa: BLE001 - whatever ends it is the answer
        text = json.dumps({"broken": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})
    with os.fdopen(pipe, "w") as stream:
        stream.write(text)
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)
