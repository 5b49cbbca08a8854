"""The same pipeline of N steps, written for icefloe and for the systems that people use today.

Step i adds the results of steps i - 1 and i - 10, all integers. Metaflow and runnable have chains only in the form
that is shown here (step i takes step i - 1), which is less to look at; the table says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: What a file that trains a model imports first, whether or not a step uses it.
HEAVY = "import pandas\nimport sklearn.ensemble\n"


@dataclass(frozen=True)
class Peer:
    """A system: its package, the file of a pipeline, and the command from file to verdict.

    `command` takes the folder of its environment's programs and gives the arguments; `verdict` says what is checked
    on the way, `shape` whether it is the whole graph or a chain.
    """

    name: str
    packages: tuple[str, ...]
    source: Callable[[int], str]
    command: Callable[[str], tuple[str, ...]]
    verdict: str
    shape: str = "graph"


def inputs(step: int) -> tuple[int, ...]:
    """The steps that a step reads."""
    return tuple(other for other in (step - 1, step - 10) if other >= 0)


def _names(step: int) -> list[str]:
    return [f"v{other}" for other in inputs(step)]


def _sum(names: Iterable[str]) -> str:
    return " + ".join(names) or "1"


def flowyml(steps: int) -> str:
    """A builder of FlowyML, joined by the names of values."""
    lines = ["from flowyml import Pipeline, step", ""]
    for step in range(steps):
        names = _names(step)
        asked = ", ".join(f'"{name}"' for name in names)
        lines += [f'@step(inputs=[{asked}], outputs=["v{step}"])']
        lines += [
            f"def s{step}({', '.join(f'{name}: int' for name in names)}) -> int:",
            f"    return {_sum(names)}",
            "",
        ]
    lines += ['pipeline = Pipeline("p")', *(f"pipeline.add_step(s{step})" for step in range(steps))]
    return "\n".join(lines) + "\n"


def native(steps: int) -> str:
    """A plain function in icefloe's own words."""
    return _function(
        steps, "from icefloe import pipeline, step", "@step", "@pipeline\ndef p() -> int:", "    return v{}"
    )


def _function(steps: int, head: str, decorator: str, opening: str, closing: str, call: str = "{}({})") -> str:
    lines = [head, ""]
    for step in range(steps):
        names = _names(step)
        takes = ", ".join(f"{name}: int" for name in names)
        lines += [decorator, f"def s{step}({takes}) -> int:", f"    return {_sum(names)}", ""]
    lines += [opening]
    for step in range(steps):
        lines.append(f"    v{step} = {call.format(f's{step}', ', '.join(_names(step)))}")
    return "\n".join([*lines, closing.format(steps - 1), ""])


def kfp(steps: int) -> str:
    """Components and a pipeline of Kubeflow."""
    lines = ["from kfp import dsl", ""]
    for step in range(steps):
        names = _names(step)
        takes = ", ".join(f"{name}: int" for name in names)
        lines += ["@dsl.component", f"def s{step}({takes}) -> int:", f"    return {_sum(names)}", ""]
    lines += ["@dsl.pipeline", "def p() -> int:"]
    for step in range(steps):
        given = ", ".join(f"v{other}=v{other}.output" for other in inputs(step))
        lines.append(f"    v{step} = s{step}({given})")
    return "\n".join([*lines, f"    return v{steps - 1}.output", ""])


def hera(steps: int) -> str:
    """Script templates and a DAG of Hera, written as YAML."""
    lines = [
        "from hera.workflows import DAG, Parameter, Workflow, script",
        "",
        '@script(outputs=[Parameter(name="v", value_from={"path": "/tmp/v"})])',
    ]
    lines += ["def add(a: int = 0, b: int = 0) -> int:", "    return a + b", ""]
    lines += ['with Workflow(generate_name="p-", entrypoint="p") as w:', '    with DAG(name="p"):']
    for step in range(steps):
        given = ", ".join(
            f'"{name}": s{other}.get_parameter("v")' for name, other in zip("ab", inputs(step), strict=False)
        )
        lines.append(f'        s{step} = add(name="s{step}", arguments={{{given}}})')
        lines += [f"        s{other} >> s{step}" for other in inputs(step)]
    return "\n".join([*lines, "w.to_yaml()", ""])


def flytekit(steps: int) -> str:
    """Tasks and a workflow of Flyte, serialised."""
    source = _function(
        steps, "from flytekit import task, workflow", "@task", "@workflow\ndef p() -> int:", "    return v{}"
    )
    lines = list(source.split("\n"))
    begin = lines.index("def p() -> int:") + 1
    for step in range(steps):
        given = ", ".join(f"{name}={name}" for name in _names(step))
        lines[begin + step] = f"    v{step} = s{step}({given})"
    return "\n".join(lines) + _FLYTE


_FLYTE = """
from collections import OrderedDict
from flytekit.configuration import Image, ImageConfig, SerializationSettings
from flytekit.tools.translator import get_serializable

image = ImageConfig(default_image=Image(name="p", fqn="p", tag="1"))
settings = SerializationSettings(project="p", domain="d", version="1", image_config=image)
get_serializable(OrderedDict(), settings, p)
"""


def dagster(steps: int) -> str:
    """Ops and a job of Dagster, with its snapshot."""
    return _function(steps, "from dagster import job, op", "@op", "@job\ndef p():", "p.get_job_snapshot()  # {}")


def prefect(steps: int) -> str:
    """Tasks and a flow of Prefect; it has no plan, so the file is imported and that is all."""
    return _function(steps, "from prefect import flow, task", "@task", "@flow\ndef p() -> int:", "    return v{}")


def airflow(steps: int) -> str:
    """Tasks and a DAG of Airflow, serialised."""
    lines = ["from datetime import datetime", "from airflow.sdk import dag, task", ""]
    for step in range(steps):
        names = _names(step)
        takes = ", ".join(f"{name}: int" for name in names)
        lines += ["@task", f"def s{step}({takes}) -> int:", f"    return {_sum(names)}", ""]
    lines += ["@dag(schedule=None, start_date=datetime(2026, 1, 1))", "def p():"]
    lines += [f"    v{step} = s{step}({', '.join(_names(step))})" for step in range(steps)]
    return "\n".join([*lines, "the_dag = p()", ""]) + _AIRFLOW


_AIRFLOW = """
from airflow.serialization.serialized_objects import DagSerialization
DagSerialization.to_dict(the_dag)
"""


def metaflow(steps: int) -> str:
    """A chain of Metaflow, checked by its own `check`."""
    lines = ["from metaflow import FlowSpec, step", "", "class P(FlowSpec):"]
    for step in range(steps):
        name = "start" if step == 0 else f"s{step}"
        after = "end" if step == steps - 1 else f"s{step + 1}"
        value = f"self.v{step - 1} + 1" if step else "1"
        lines += [
            "    @step",
            f"    def {name}(self):",
            f"        self.v{step} = {value}",
            f"        self.next(self.{after})",
            "",
        ]
    lines += ["    @step", "    def end(self):", "        pass", "", 'if __name__ == "__main__":', "    P()", ""]
    return "\n".join(lines)


def runnable(steps: int) -> str:
    """A chain of runnable, dumped as its own definition."""
    lines = ["from runnable import Pipeline, PythonTask", ""]
    for step in range(steps):
        takes = f"v{step - 1}: int" if step else ""
        lines += [f"def s{step}({takes}) -> int:", f"    return {_sum([f'v{step - 1}'] if step else [])} + 1", ""]
    tasks = ",\n".join(
        f'    PythonTask(function=s{step}, name="s{step}", returns=["v{step}"])' for step in range(steps)
    )
    return "\n".join([*lines, f"pipeline = Pipeline(steps=[\n{tasks}\n])", ""])


def _python(*arguments: str) -> Callable[[str], tuple[str, ...]]:
    return lambda programs: (f"{programs}/python", *arguments)


PEERS: tuple[Peer, ...] = (
    Peer(
        name="KFP",
        packages=("kfp==2.17.0",),
        source=kfp,
        command=lambda programs: (f"{programs}/kfp", "dsl", "compile", "--py", "p.py", "--output", "p.yaml"),
        verdict="`kfp dsl compile`: types of components, by their schemas",
    ),
    Peer(
        name="Hera",
        packages=("hera[yaml]==7.1.0",),
        source=hera,
        command=_python("p.py"),
        verdict="`Workflow.to_yaml`: names",
    ),
    Peer(
        name="flytekit",
        packages=("flytekit==1.16.31",),
        source=flytekit,
        command=_python("p.py"),
        verdict="`get_serializable`: types",
    ),
    Peer(
        name="Dagster",
        packages=("dagster==1.13.28",),
        source=dagster,
        command=_python("p.py"),
        verdict="a job's snapshot: names, types",
    ),
    Peer(
        name="Airflow",
        packages=("apache-airflow==3.3.2",),
        source=airflow,
        command=_python("p.py"),
        verdict="a serialised DAG: names",
    ),
    Peer(
        name="Prefect",
        packages=("prefect==3.8.8",),
        source=prefect,
        command=_python("p.py"),
        verdict="nothing: the file is imported, there is no plan",
    ),
    Peer(
        name="FlowyML",
        packages=("flowyml==2.2.1",),
        source=lambda steps: flowyml(steps) + "pipeline.build()\n",
        command=_python("p.py"),
        verdict="`Pipeline.build`: names",
    ),
    Peer(
        name="Metaflow",
        packages=("metaflow==2.19.39",),
        source=metaflow,
        command=_python("p.py", "check"),
        verdict="`check`: the shape of the graph",
        shape="chain",
    ),
    Peer(
        name="runnable",
        packages=("runnable==0.50.0",),
        source=lambda steps: runnable(steps) + "pipeline.return_dag().model_dump(by_alias=True)\n",
        command=_python("p.py"),
        verdict="a dump of the definition: nothing",
        shape="chain",
    ),
)
