"""What Python code writes with runnable's words, in the many forms in which people write it."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from icefloe.dialect import Reading
from icefloe.dialects.runnable import DIALECT
from icefloe.dialects.runnable.python.reading import Pipelines, chains
from icefloe.dialects.runnable.written import (
    Chain,
    Conditional,
    Loop,
    Map,
    Notebook,
    Parallel,
    Python,
    Shell,
    Task,
    Work,
    Written,
)
from icefloe.survey import Survey
from icefloe.values import Function

TABLE = tomllib.loads(Path(__file__).with_name("runnable_python.toml").read_text(encoding="utf-8"))
CASES = TABLE["case"]


def lines(pipelines: Pipelines) -> list[str]:
    """Everything that was read, as text: pipelines, their tasks, what is not known."""
    return [line for one in pipelines.written for line in (_head(one), *_chain(one.chain, "  "))]


def _head(written: Written) -> str:
    run = written.execution
    found = [f"{written.entry} {written.chain.name!r} {written.chain.description!r}".replace(" ''", "")]
    found += [f"with {file.path}" for file in run.parameters]
    found += [f"under {run.configuration.value}"] if run.configuration else []
    found += [f"sets {text.value}" for text, _ in run.environment]
    return "; ".join([*found, *(["a job"] if run.job else [])])


def _chain(chain: Chain, indent: str) -> Iterator[str]:
    for hole in chain.holes:
        yield f"{indent}? {hole.what}: {hole.why}" + (f" ({hole.asks})" if hole.asks else "")
    for task in chain.tasks:
        yield f"{indent}{task.name}: {_work(task.work)}{_more(task)}"
        for key, inner in _inner(task.work):
            yield f"{indent}  [{key}]" if key else f"{indent}  []"
            yield from _chain(inner, f"{indent}    ")
        if task.on_failure is not None:
            yield f"{indent}  on failure"
            yield from _chain(task.on_failure, f"{indent}    ")


def _work(work: Work) -> str:
    match work:
        case Python(function=function, streams=streams):
            name = function.qualname if isinstance(function, Function) else f"<{function.path}>"
            return f"{name}()" + (f" until {streams}" if streams else "")
        case Shell(command=command):
            return f"$ {command.value}"
        case Notebook(path=path, options=options):
            return f"{path.value} {dict(options) or ''}".strip()
        case Map(iterate_on=over, iterate_as=name, reducer=reducer):
            how = "" if reducer is None else f" by {reducer.name if isinstance(reducer, Function) else reducer.value}"
            return f"for {name.value} in {over.value}{how}"
        case Conditional(parameter=parameter):
            return f"by {parameter.value}"
        case Loop(maximum=maximum, break_on=until, index=index):
            return f"until {until.value}, {maximum} times, {index.value}"
        case _:
            return type(work).__name__.lower()


def _inner(work: Work) -> list[tuple[str, Chain]]:
    if isinstance(work, Parallel | Conditional):
        return [(key.value, chain) for key, chain in work.branches]
    return [("", work.branch)] if isinstance(work, Map | Loop) else []


def _more(task: Task) -> str:
    found = [f"-> {', '.join(f'{one.name} {one.kind}' for one in task.returns)}"] if task.returns else []
    if task.catalog is not None:
        found.append(f"get {[one.value for one in task.catalog.get]} put {[one.value for one in task.catalog.put]}")
        found += [] if task.catalog.copies else ["without copies"]
    found += [f"secrets {[one.value for one in task.secrets]}"] if task.secrets else []
    found += [f"overrides {dict(task.overrides)}"] if task.overrides else []
    found += [f"ends with {task.ends}"] if task.ends else []
    return "".join(f" {one}" for one in found)


def read(folder: Path, files: dict[str, str]) -> Pipelines:
    """What is written in `main.py`."""
    found: list[Pipelines] = []
    (folder / "pyproject.toml").write_text("")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    def keep(trace, reader):
        found.append(chains(trace, reader))
        return Reading()

    Survey(folder, (replace(DIALECT, read=keep),)).file("main.py")
    return found[0]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_written(tmp_path, case):
    others = {
        name: (TABLE["head"] if name.endswith(".py") else "") + text for name, text in case.get("files", {}).items()
    }
    found = read(tmp_path, {"main.py": TABLE["head"] + case["source"], **others})
    assert lines(found) == case["reads"].strip("\n").split("\n")


def test_spans_are_where_things_are_written(tmp_path):
    source = (
        "task = PythonTask(name='a', function=f)\n"
        "task.returns = [\n    json('x'),\n]\n"
        "task.on_failure = Stub(name='h').as_pipeline()\n"
        "p = Pipeline(steps=[task])\n"
    )
    (one,) = read(tmp_path, {"main.py": TABLE["head"] + source}).written
    (task,) = one.chain.tasks
    first = TABLE["head"].count("\n") + 1
    assert (task.span.line, task.added.line, task.returns[0].span.line) == (first, first, first + 2)
    assert task.failing is not None
    assert (task.failing.line, one.chain.span.line) == (first + 4, first + 5)


def test_one_chain_that_is_used_twice_is_one(tmp_path):
    source = "same = Pipeline(steps=[Stub(name='s')])\nm = Parallel(name='m', branches={'x': same, 'y': same})\n"
    source += "p = Pipeline(steps=[m])\n"
    (one,) = read(tmp_path, {"main.py": TABLE["head"] + source}).written
    work = one.chain.tasks[0].work
    assert isinstance(work, Parallel)
    assert work.branches[0][1] is work.branches[1][1]
