"""What the original says of one workflow and of one run, as JSON; this runs inside its venv.

A workflow is run by the original's own runner with a stand-in for each step's function, which makes the atoms that the
step declares: so it is seen which atom reaches which step. A run that the file asks for is then done as it is.

Nothing here is annotated, for every object is the original's.
"""

import asyncio
import dataclasses
import functools
import inspect
import json
import pathlib
import shutil

from original_standin import Anything

SELECTIONS = (
    "a",
    "b,d",
    "d,b",
    "a, c",
    "b:c",
    ":b",
    "c:",
    ":",
    "b:b",
    "c:a",
    "x",
    "a,x",
    "x:b",
    "b:x",
    "a,",
    "a,a",
)


def workflow_told(workflow, line):
    """One workflow as it is, and what its checks say."""
    told = {
        "name": workflow.name,
        "line": line,
        "inputs": dict(workflow.input_atom_types or {}),
        "steps": [step_told(step) for step in workflow.steps],
        "invalid": said(workflow.validate),
        "levels": None,
        "edges": None,
        "not_a_graph": "",
    }
    from motools.workflow.runners.dag import WorkflowDAG

    try:
        graph = WorkflowDAG(workflow, dict(workflow.input_atom_types or {}))
        told["levels"] = [sorted(level) for level in graph.get_execution_levels()]
        told["edges"] = sorted([a, b] for a, b in graph.graph.edges())
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        told["not_a_graph"] = f"{type(error).__name__}: {error}"
    told["dry"] = dry_told(workflow)
    return told


def said(check):
    """What a check says, or nothing."""
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return f"{type(error).__name__}: {error}"
    return ""


def step_told(step):
    """One step as it was written."""
    function, bound = step.fn, {}
    while isinstance(function, functools.partial):
        bound = {**function.keywords, **bound}
        function = function.func
    return {
        "name": step.name,
        "inputs": dict(step.input_atom_types),
        "outputs": dict(step.output_atom_types),
        "function": getattr(function, "__qualname__", type(function).__name__),
        "bound": section(bound),
        "config": getattr(step.config_class, "__name__", None),
        "awaited": inspect.iscoroutinefunction(function),
    }


def section(value):
    """A configuration, or a part of one, as JSON: objects as their fields, sets sorted, what else there is as text."""
    if isinstance(value, Anything):
        return {"$object": "unknown"}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: section(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): section(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [section(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((section(item) for item in value), key=json.dumps)
    return str(value) if isinstance(value, pathlib.PurePath) else {"$object": type(value).__name__}


def dry_told(workflow):
    """A run with stand-ins: which step each atom of each step comes from, and what ends the run."""
    given = {}

    def stand_in(step):
        async def function(config, input_atoms, temp_workspace):
            given[step.name] = {name: source(atom) for name, atom in input_atoms.items()}
            return [atom_of(temp_workspace, step.name, name, kind) for name, kind in step.output_atom_types.items()]

        return function

    kept = [step.fn for step in workflow.steps]
    for step in workflow.steps:
        step.fn = stand_in(step)
    try:
        kinds = workflow.input_atom_types or {}
        state, raised = ran(workflow, {name: f"{kind}-" for name, kind in kinds.items()}, None, None)
    finally:
        for step, function in zip(workflow.steps, kept, strict=True):
            step.fn = function
    order = [] if state is None else [one.step_name for one in state.step_states if one.status == "FINISHED"]
    return {"given": given, "order": order, "raised": raised}


def atom_of(folder, step, name, kind):
    """An atom with a content of its own."""
    from motools.workflow import AtomConstructor

    path = folder / f"{name}.txt"
    path.write_text(f"{step} {name}\n")
    return AtomConstructor(name=name, path=path, type=kind)


def source(atom):
    """The step that made an atom; `@` for one that the run was given."""
    return [atom.metadata.get("step", "@"), atom.type]


def ran(workflow, atoms, config, stages):
    """A run by the original's own runner: its state, as far as it came, and what ended it."""
    from motools.workflow.runners.sequential import SequentialRunner

    shutil.rmtree(".motools/temp", ignore_errors=True)
    states = []

    class Runner(SequentialRunner):
        async def run_step(self, workflow, state, *args, **kwargs):
            states.append(state)
            return await super().run_step(workflow, state, *args, **kwargs)

    kinds = workflow.input_atom_types or {}
    given = {name: given_atom(name, atom, kinds) for name, atom in atoms.items()}
    run = Runner().run(workflow, given, config, "oracle", selected_stages=stages, force_rerun=True, no_cache=True)
    try:
        return asyncio.run(run), ""
    except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
        return (states[-1] if states else None), f"{type(error).__name__}: {error}"


def given_atom(name, atom, kinds):
    """The id of an atom that is there, in place of one that says the right type."""
    right = isinstance(atom, str) and atom.split("-")[0] == kinds.get(name)
    return made_up(name, kinds[name]) if right else atom


def made_up(name, kind):
    """The id of an atom that a run is given."""
    from motools import atom

    classes = {
        "dataset": atom.DatasetAtom, "model": atom.ModelAtom, "eval": atom.EvalAtom, "task": atom.TaskAtom,
        "training_job": atom.TrainingJobAtom,
    }  # fmt: skip
    folder = pathlib.Path(".motools/given")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.txt"
    path.write_text(f"given {name}\n")
    if kind not in classes:
        return f"{kind}-oracle-00000000"
    return classes[kind].create(user="oracle", artifact_path=path, metadata={"given": name}).id


def run_told(workflow, asked):
    """A run as the file asks for it: what each step was given, and how it ended."""
    stages = asked["selected_stages"] if isinstance(asked["selected_stages"], list) else None
    atoms = asked["input_atoms"] if isinstance(asked["input_atoms"], dict) else {}
    state, raised = ran(workflow, atoms, asked["config"], stages)
    if state is None:
        return {"raised": raised, "steps": {}}
    return {
        "raised": raised,
        "steps": {
            one.step_name: {
                "status": one.status,
                "outputs": {name: atom.split("-")[0] for name, atom in one.output_atoms.items()},
            }
            for one in state.step_states
        },
    }


def stages_told():
    """What the original selects of four stages, by the text that asks for them."""
    from motools.workflow.stage_selection import parse_stages

    told = {}
    for text in SELECTIONS:
        try:
            told[text] = parse_stages(text, list("abcd"))
        except ValueError as error:
            told[text] = f"ValueError: {error}"
    return told
