"""Pictures of steps that hold other steps: what runs inside stands in a frame with them."""

import json
import shutil
import subprocess
from itertools import pairwise

import pytest

from icefloe_runtimes.diagram import dot, mermaid, net, tree
from icefloe_schema.plan import (
    Body,
    Branch,
    Case,
    FromItem,
    FromOutput,
    FromParameter,
    FunctionRef,
    LoopRun,
    MapRun,
    OnFailure,
    Output,
    ParallelRun,
    Plan,
    Policy,
    PythonRun,
    Step,
    StubRun,
    SwitchRun,
)

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="dot is not installed: apt-get install graphviz")


def stub(name: str, **more: object) -> Step:
    return Step(id=name, run=StubRun(), **more)  # type: ignore[arg-type]


def body(*names: str) -> Body:
    chain = [stub(names[0]), *(stub(name, after=(before,)) for before, name in pairwise(names))]
    return Body(name="inner", steps=tuple(chain))


def plan() -> Plan:
    handler = Body(name="rescue", steps=(stub("tell", ends="failure"),))
    load = PythonRun(function=FunctionRef(module="m", qualname="load"))
    policy = Policy(on_failure=OnFailure(action="handler", handler=handler))
    kind = FromOutput(step="load", name="kind")
    ways = SwitchRun(on=kind, cases=(Case(value="big", body=body("split")), Case(value="small", body=body("keep"))))
    sides = ParallelRun(branches=(Branch(name="left", body=body("a", "b")), Branch(name="right", body=body("a"))))
    each = MapRun(over=FromParameter(name="files"), item="file", body=body("read"))
    rounds = LoopRun(body=body("try"), until=FromItem(name="done"), maximum=3)
    steps = (
        Step(id="load", run=load, outputs=(Output(name="kind"),), policy=policy),
        Step(id="way", run=ways),
        Step(id="sides", run=sides, after=("way",)),
        Step(id="each", run=each, after=("sides",)),
        Step(id="rounds", run=rounds, after=("each",), ends="failure"),
    )
    return Plan(name="nested", dialect="runnable", steps=steps)


MERMAID = """\
flowchart TB
    s1["load"]:::transform
    subgraph s1b1["on failure"]
        s6["tell<br>stub<br>ends in failure"]:::neutral
    end
    subgraph s2f[" "]
        s2{"way<br>switch"}:::condition
        subgraph s2b1["big"]
            s7["split<br>stub"]:::neutral
        end
        subgraph s2b2["small"]
            s8["keep<br>stub"]:::neutral
        end
    end
    subgraph s3f[" "]
        s3["sides<br>parallel"]:::transform
        subgraph s3b1["left"]
            s9["a<br>stub"]:::neutral
            s10["b<br>stub"]:::neutral
        end
        subgraph s3b2["right"]
            s11["a<br>stub"]:::neutral
        end
    end
    subgraph s4f[" "]
        s4["each<br>for each file"]:::transform
        s12["read<br>stub"]:::neutral
    end
    subgraph s5f[" "]
        s5["rounds<br>loop<br>ends in failure"]:::transform
        s13["try<br>stub"]:::neutral
    end
    s1 -->|"kind"| s2
    s2 -.-> s3
    s3 -.-> s4
    s4 -.-> s5
    s1 -.-> s6
    s2 ==> s7
    s2 ==> s8
    s3 ==> s9
    s9 -.-> s10
    s3 ==> s11
    s4 ==> s12
    s5 ==> s13
"""


def test_a_flowchart_frames_what_a_step_runs() -> None:
    text = mermaid(plan())
    assert text.startswith(MERMAID)
    assert all(line.startswith("    classDef ") for line in text.removeprefix(MERMAID).splitlines())


@needs_dot
@pytest.mark.executes
def test_graphviz_lays_the_frames_out() -> None:
    done = subprocess.run(["dot", "-Tplain"], input=dot(plan()), capture_output=True, text=True, check=True)
    shown = [line.split() for line in done.stdout.splitlines()]
    assert sum(line[0] == "node" for line in shown) == 13
    assert sum(line[0] == "edge" for line in shown) == 12


def test_the_tree_shows_handlers_and_ends() -> None:
    lines = tree(plan()).splitlines()
    assert lines[1:4] == ["├─ load", "│  └─ on failure:", "│     └─ tell [stub] (ends in failure)"]
    assert lines[-3:] == ["└─ rounds [loop] ← each.(order) (ends in failure)", "   └─ inner:", "      └─ try [stub]"]


def test_json_names_nodes_by_their_paths() -> None:
    found = json.loads(net(plan()))
    assert [node["id"] for node in found["nodes"]] == [
        *("load", "load/on failure/tell", "way", "way/big/split", "way/small/keep", "sides", "sides/left/a"),
        *("sides/left/b", "sides/right/a", "each", "each/read", "rounds", "rounds/try"),
    ]
    within = {node["id"]: (node.get("within"), node.get("branch")) for node in found["nodes"]}
    assert within["sides/left/b"] == ("sides", "left")
    assert within["each/read"] == ("each", None)
    edges = [(edge["source"], edge["target"], edge["kind"]) for edge in found["edges"]]
    assert edges[:5] == [
        ("load", "way", "data"),
        ("way", "sides", "order"),
        ("sides", "each", "order"),
        ("each", "rounds", "order"),
        ("load", "load/on failure/tell", "failure"),
    ]
    assert ("sides/left/a", "sides/left/b", "order") in edges
    assert found["edges"][0]["outputs"] == ["kind"]
