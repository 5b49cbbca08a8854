"""How runnable pipelines are built and executed: what it does not find again, says too late, or does twice."""

import pytest

from icefloe.dialects.runnable import DIALECT
from icefloe.survey import Survey

HEAD = """\
import asyncio, functools, os
from pathlib import Path
from runnable import (
    AsyncPipeline, AsyncPythonTask, Catalog, Map, Parallel, Pipeline, PythonJob, PythonTask, ShellTask, Stub, pickled,
)
def f():
    return 1
"""
LINES = HEAD.count("\n")
SHAPE = {"FLO105", "FLO106", *(f"FLO{number}" for number in range(180, 200))}
MADE = "    p = Pipeline(steps=[PythonTask(name='a', function=f)])\n"
RUN = f"{MADE}    p.execute()\n    return p\n"

# Source, code, line below the head, and what the message, the label and the notes say.
WRONG = [
    ("p = Pipeline(steps=[PythonTask(name='a', function=f)])\np.execute()\n", "FLO196", 2, "<module>"),
    (f"def main():\n{MADE}    return p\nif __name__ == '__main__':\n    main().execute()\n", "FLO196", 5, "outside any"),
    ("PythonJob(function=f).execute()\n", "FLO196", 1, "<module>"),
    (f"class Flow:\n    def run(self):\n        {RUN.replace(chr(10) + '    ', chr(10) + '        ').strip()}\nFlow().run()\n",
     "FLO196", 4, "a class"),
    (f"def main():\n    def go():\n    {RUN.replace(chr(10), chr(10) + '    ').rstrip()}\n    return go()\nmain()\n",
     "FLO196", 4, "another function"),
    (f"async def main():\n{RUN}asyncio.run(main())\n", "FLO196", 3, "awaiting"),
    (f"def main(name):\n{RUN}main('x')\n", "FLO196", 1, "`name`"),
    (f"def main(*, a, b=1):\n{RUN}main(a=1)\n", "FLO196", 1, "takes `a`:"),
    ("def go(p):\n    p.execute()\n    return p\ndef main():\n    return go(Pipeline(steps=[Stub(name='a')]))\n",
     "FLO196", 1, "`p`"),
    (f"def happy():\n{RUN}", "FLO196", 1, "`ha`"),
    (f"def deploy():\n{RUN}", "FLO196", 1, "`deplo`"),
    (f"def main():\n{MADE}    p.execute()\n", "FLO197", 3, "returns nothing"),
    (f"def main():\n{MADE}    p.execute()\n    return 'done'\n", "FLO197", 3, "returns something else"),
    (f"def main():\n{MADE}    return p.execute()\n", "FLO197", 3, "returns something else"),
    (f"def main():\n{MADE}    q = Stub(name='b').as_pipeline()\n    p.execute()\n    return q\n",
     "FLO197", 4, "this one is run"),
    ("def main():\n    PythonJob(function=f).execute()\n", "FLO197", 2, "get_task"),
    (f"def main():\n    open('runs.txt', 'a')\n{RUN}", "FLO198", 2, "called twice"),
    (f"def main():\n    Path('out').mkdir()\n{RUN}", "FLO198", 2, "called twice"),
    (f"def main():\n    os.system('rm x')\n{RUN}", "FLO198", 2, "called twice"),
    (f"def main():\n{MADE}    r = p.execute()\n    print(r.status)\n    return p\n", "FLO198", 4, "`{}`"),
    (f"def main():\n{MADE}    r = p.execute()\n    print(r['steps'])\n    return p\n", "FLO198", 4, "`{}`"),
    (f"def main():\n{MADE}    p.execute().summary()\n    return p\n", "FLO198", 3, "`{}`"),
    ("p = AsyncPipeline(steps=[AsyncPythonTask(name='a', function=f)])\np.execute()\n", "FLO199", 2, "execute_streaming"),
    ("def main():\n    p = Pipeline(steps=[Stub(name='a')])\n    return p.execute_streaming()\n", "FLO199", 3, "AsyncPipeline"),
    ("Map(name='m', branch=Stub(name='a').as_pipeline(), iterate_on='x', iterate_as='y').as_pipeline()\n",
     "FLO199", 1, "as_pipeline"),
    ("a = Stub(name='a')\np = Pipeline(steps=[a])\na.on_failure = Stub(name='h').as_pipeline()\n", "FLO192", 3, "built here"),
    ("a = PythonTask(name='a', function=f)\np = Pipeline(steps=[a])\na.returns = [pickled('x')]\n", "FLO192", 3, "`returns`"),
    ("p = Pipeline(steps=[Stub(name='a')])\np.steps.append(Stub(name='b'))\n", "FLO192", 2, "list of steps"),
    ("p = Pipeline(steps=[Stub(name='a')])\np.name = 'late'\n", "FLO192", 2, "`name` of a pipeline"),
    ("def main():\n    b = Stub(name='b')\n    return Pipeline(steps=[Stub(name='a')])\n", "FLO194", 2, "in no pipeline"),
    ("a = PythonTask(name='a', function=f)\na.retries = 3\np = Pipeline(steps=[a])\n", "FLO105", 2, "`retries`"),
    ("p = Pipeline([Stub(name='a')])\n", "FLO105", 1, "steps=…"),
    ("p = Pipeline(steps=[PythonTask(name='a', function=f, return_s=['x'])])\n", "FLO105", 1, "did you mean `returns`"),
    ("PythonJob(function=f, retries=2)\n", "FLO105", 1, "dropped"),
    ("p = Pipeline(steps=[PythonTask(name='a', function=f, secrets='TOKEN')])\n", "FLO106", 1, "secrets=[\"TOKEN\"]"),
    ("p = Pipeline(steps=[PythonTask(name='a', function=f, on_failure='b')])\n", "FLO106", 1, "is the text 'b'"),
    ("p = Pipeline(steps=[PythonTask(name='a', function=f())])\n", "FLO106", 1, "without calling it"),
    ("p = Pipeline(steps=[Parallel(name='a', branches=[Stub(name='b').as_pipeline()])])\n", "FLO106", 1, "a dictionary of"),
    ("p = Pipeline(steps=[Map(name='a', branch=Stub(name='b').as_pipeline(), iterate_on='x', iterate_as='y', reducer=f)])\n",
     "FLO106", 1, "the text of an expression"),
    ("p = Pipeline(steps=[Map(name='a', branch=Stub(name='b').as_pipeline(), iterate_on='x')])\n", "FLO180", 1, "iterate_as"),
    ("def deco(fn):\n    def wrapper():\n        return fn()\n    return wrapper\n@deco\ndef g():\n    return 1\n"
     "p = Pipeline(steps=[PythonTask(name='a', function=g)])\n", "FLO186", 8, "`wrapper`"),
    ("p = Pipeline(steps=[ShellTask(name='a', command='x', returns=[pickled('x')])])\n", "FLO193", 1, "no objects"),
    ("PythonJob(function=f, catalog=Catalog(get=['x']))\n", "FLO195", 1, "the job"),
    ("a = Stub(name='a')\np = Pipeline(steps=[a, Stub(name='b')])\nq = Pipeline(steps=[a, Stub(name='c')])\n",
     "FLO187", 3, "the other pipeline"),
    ("a = Stub(name='a')\nb = Stub(name='b')\na >> b\np = Pipeline(steps=[a, b])\n", "FLO190", 3, "would link them"),
]  # fmt: skip

RIGHT = [
    f"def main():\n{RUN}if __name__ == '__main__':\n    main()\n",
    f"def main(fast=True):\n{RUN}",
    f"def build(execute=True):\n{MADE}    if execute:\n        p.execute()\n    return p\n",
    f"def main():\n    print('building')\n    data = open('names.txt').read()\n{RUN}",
    f"def main():\n{MADE}    r = p.execute()\n    print(r)\n    return p\n",
    f"def main():\n{MADE}    r = p.execute()\n    print(r.get('status'), r.items())\n    return p\n",
    "def main():\n    j = PythonJob(function=f)\n    j.execute()\n    return j\n",
    "async def main():\n    p = AsyncPipeline(steps=[AsyncPythonTask(name='a', function=f)])\n"
    "    async for event in p.execute_streaming():\n        print(event)\nasyncio.run(main())\n",
    "a = Stub(name='a')\na.on_failure = None\na.name = 'b'\np = Pipeline(steps=[a])\n",
    "a = PythonTask(name='a', function=f)\na.returns.append(pickled('x'))\np = Pipeline(steps=[a])\n",
    "p = Pipeline(steps=[Parallel(name='a', branches={'x': Stub(name='s').as_pipeline(), 'y': Stub(name='s').as_pipeline()})])\n",
    "same = Stub(name='s').as_pipeline()\np = Pipeline(steps=[Parallel(name='a', branches={'x': same, 'y': same})])\n",
    "def step(name):\n    return Stub(name=name)\np = Pipeline(steps=[step('a'), step('b')])\nq = Pipeline(steps=[step('a')])\n",
    "tasks = {n: Stub(name=n) for n in 'ab'}\np = Pipeline(steps=list(tasks.values()))\n",
    "a = Stub(name='a')\ndef main():\n    p = Pipeline(steps=[a, Stub(name='b')])\n    return p\n"
    "def other():\n    p = Pipeline(steps=[a, Stub(name='c')])\n    return p\n",
    "def deco(fn):\n    @functools.wraps(fn)\n    def wrapper():\n        return fn()\n    return wrapper\n@deco\ndef g():\n"
    "    return 1\np = Pipeline(steps=[PythonTask(name='a', function=g)])\n",
    "shared = Stub(name='shared')\n",
    "def tail(*more):\n    return Pipeline(steps=[Stub(name='a'), *more])\n",
    "class Own(PythonTask):\n    team: str = 'x'\np = Pipeline(steps=[Own(name='a', function=f, team='y')])\n",
    "p = Pipeline(steps=[PythonTask(name='a', function=print)])\n",
    "p = Pipeline(steps=[Stub(name='a', function=f, anything=1, returns=['x'])])\n",
]  # fmt: skip


def told(finding):
    notes = [note.message for note in finding.related]
    return " | ".join([finding.message, finding.label, *notes, finding.help])


@pytest.mark.parametrize(("source", "code", "line", "text"), WRONG, ids=[f"{w[1]}-{w[3]}" for w in WRONG])
def test_what_is_wrong_is_told_once_at_its_place(read, source, code, line, text):
    found = [finding for finding in read(DIALECT, HEAD + source).findings if finding.code in SHAPE]
    assert [(finding.code, finding.span.line - LINES) for finding in found] == [(code, line)], [told(f) for f in found]
    assert text in told(found[0])
    assert found[0].help
    assert all(note.span != found[0].span for note in found[0].related)


@pytest.mark.parametrize("source", RIGHT)
def test_what_is_right_is_not_told_of(read, source):
    found = [finding for finding in read(DIALECT, HEAD + source).findings if finding.code in SHAPE]
    assert [told(finding) for finding in found] == []


@pytest.mark.parametrize(
    ("path", "cut"), [("spy.py", ""), ("src/py/flow.py", "src.flow"), ("npy/flow.py", ".flow")]
)
def test_a_path_of_which_runnable_cuts_a_part_off(tmp_path, path, cut):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "pyproject.toml").write_text("")
    file.write_text(f"{HEAD}def main():\n{RUN}")
    found = [one for one in Survey(tmp_path, (DIALECT,)).file(path).findings if one.code in SHAPE]
    assert [finding.code for finding in found] == ["FLO196"]
    assert f"makes `{cut}` of the path `{path}`" in found[0].message
