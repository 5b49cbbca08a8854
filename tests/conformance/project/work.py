"""What the steps of the conformance plans call.

A function that is called says so in `calls.txt`, one line a call, so that a run's order and number of calls can be told
without asking the runtime.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

CALLS = "calls.txt"


def said(text):
    """Add a line to the calls, all of it at once."""
    descriptor = os.open(CALLS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(descriptor, f"{text}\n".encode())
    os.close(descriptor)


def tries(name):
    """How often this was called before, in the whole project."""
    path = Path(CALLS)
    return path.read_text().split("\n").count(name) if path.exists() else 0


def one():
    said("one")
    return 1


def two():
    said("two")
    return 2


def none():
    said("none")


def add(x, y=10):
    said(f"add {x} {y}")
    return x + y


def double(x):
    said(f"double {x}")
    return 2 * x


def same(x):
    said(f"same {x!r}")
    return x


def maybe(x: int | None):
    said(f"maybe {x!r}")
    return x


def join(x=None, y=None):
    said(f"join {x} {y}")
    return x if x is not None else y


def rows():
    said("rows")
    return [3, 1, 2]


def nothing_at_all():
    return []


def pair():
    return 1, "b"


def triple():
    return 1, 2, 3


def mapping():
    return {"a": 1, "b": [2.0, True, None]}


def kinds_of_values():
    return {"float": 1.0, "tuple": (1, (2,)), "set": {1, 2}, "bytes": b"\x00\xff", "path": Path("a/b"), 3: "three"}


def types_of(x):
    return sorted(f"{key}:{type(value).__name__}" for key, value in x.items())


class Point:
    def __init__(self, x):
        self.x = x


def point():
    return Point(3)


def x_of(point):
    return point.x


async def later(x):
    await asyncio.sleep(0)
    said(f"later {x}")
    return x + 1


def fails():
    said("fails")
    raise ValueError("it does not work")


def fails_on(x, bad):
    said(f"fails_on {x}")
    if x in bad:
        raise ValueError(f"{x} is bad")
    return x


def fails_on_one(x):
    said(f"fails_on_one {x}")
    if x == 1:
        raise ValueError("1 is bad")
    return x


def fails_without(path, x):
    """Fail unless a file is there."""
    said("fails_without")
    Path(path).read_text()
    return x


def flaky(times):
    """Fail so many times, then give the number of calls."""
    calls = tries("flaky")
    said("flaky")
    if calls < times:
        raise ConnectionError(f"call {calls + 1}")
    return calls + 1


def sleeps():
    said("sleeps")
    time.sleep(60)


def sleeps_once():
    calls = tries("sleeps_once")
    said("sleeps_once")
    if calls == 0:
        time.sleep(60)
    return "awake"


def child_sleeps():
    """Start a process that would outlive this one, and leave its number."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path("child.txt").write_text(str(child.pid))
    time.sleep(60)


def child_is_gone():
    number = int(Path("child.txt").read_text())
    for _ in range(40):
        if not Path(f"/proc/{number}").exists():
            return True
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def kills_itself():
    os.kill(os.getpid(), signal.SIGKILL)


def exits():
    raise SystemExit(3)


def instead(x=0):
    said(f"instead {x}")
    return -1


def instead_fails():
    said("instead_fails")
    raise RuntimeError("nor does this")


def small(x):
    return x < 5


def raises_in_guard(x):
    raise ValueError("the guard does not work")


def process():
    """The number of this process, and what an earlier step of the same process has left in this module."""
    SEEN.append(True)
    return [os.getpid(), len(SEEN)]


SEEN = []


def same_process(x, y):
    return x[0] == y[0]


def seen(x):
    return x[1]


def begin_and_end(name):
    said(f"{name} begins")
    time.sleep(0.15)
    said(f"{name} ends")
    return name


def reads(path):
    said(f"reads {path}")
    return Path(path).read_text().strip()


def variable(name):
    return os.environ.get(name, "not set")


def prints(text):
    return len(text)


def big():
    return list(range(100_000))


def length(x):
    return len(x)


def changes(x):
    x.append(4)
    return len(x)


def makes_nested():
    """Never called: the plan addresses the function inside."""
    captured = 0

    def nested(x):
        said(f"nested {x} {captured}")
        return x * captured

    raise AssertionError(nested)


def reduced(*numbers):
    return sum(numbers)


def rounds(total, n):
    said(f"rounds {total} {n}")
    return total + n


def is_enough(total):
    return total >= 3


def atom(config, input_atoms, temp_workspace):
    from motools.workflow import AtomConstructor

    said(f"atom {config} {sorted(input_atoms)} {len(list(temp_workspace.iterdir()))}")
    before = "".join((one.path / "a.txt").read_text() if one.path.is_dir() else one.path.read_text()
                     for one in input_atoms.values())  # fmt: skip
    path = temp_workspace / "a.txt"
    path.write_text(before + "x")
    return [AtomConstructor(name="made", path=path, type="dataset")]


async def atom_later(config, input_atoms, temp_workspace):
    return atom(config, input_atoms, temp_workspace)


def atom_length(config, input_atoms, temp_workspace):
    from motools.workflow import AtomConstructor

    text = input_atoms["made"].path.read_text()
    path = temp_workspace / "n.json"
    path.write_text(f'{{"n": {len(text)}}}')
    said(f"atom_length {text}")
    return [AtomConstructor(name="size", path=path, type="eval")]


async def handler(context, inputs):
    said(f"handler {sorted(inputs)} {context.get('left')}")
    context["left"] = "something"
    return {"n": len(inputs)}


async def skips_itself(context, inputs):
    from fastflow.callbacks import SkipNodeException

    raise SkipNodeException("not today")


async def events():
    yield {"type": "progress", "n": 1}
    yield {"type": "done", "x": 7}


def heard(*given, **named):
    """A hook: say that it was called."""
    said("hook")


def builds(count):
    from icefloe import Pipeline, step

    @step(outputs=["first"])
    def first():
        said("first")
        return count

    @step(inputs=["first"], outputs=["built"])
    def built(first):
        said(f"built {first}")
        return first + 1

    return Pipeline("built").add_step(first).add_step(built)


def hears_badly(pipeline):
    said("badly")
    raise ValueError(pipeline.name)


def hears_start(pipeline):
    said(f"start {pipeline.name}")


def hears_step(step, inputs):
    said(f"step {step.name}")


def hears_end(step, result):
    said(f"end {step.name} {result.status} {result.output}")


def hears_all(pipeline, result):
    said(f"all {pipeline.name} {result.success} {result.outputs['one']}")
