"""The cache never gives a stale result: random edits of all that a step is made of, against a model that knows all.

No step is run here: the model makes what a step would make, out of everything that plays a part in it, and whatever the
cache gives must be that. What only costs work (a result that is not found again) is counted, and must be rare.
"""

import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest

from icefloe_runtimes.local.cache import Cache, Hit, Miss
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.results import Digests
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.manifest import Entry, Manifest
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import Objects
from icefloe_schema import codec
from icefloe_schema.plan import (
    Binding,
    Body,
    ExpressionGuard,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FunctionGuard,
    FunctionRef,
    MapRun,
    Output,
    Parameter,
    Plan,
    PlanRun,
    PythonRun,
    Result,
    Step,
    Value,
)

FUNCTIONS = ("load", "model", "score", "report", "inner", "is_wanted", "write")
FORMATS = {"load": "json", "model": "pickle", "score": "json", "report": "text", "inner": "json", "write": "text"}


def call(name: str, **bound: Value) -> Step:
    return Step(
        id=name,
        run=PythonRun(function=FunctionRef(module="flow", qualname=name)),
        imports=("fakelib",) if name == "model" else (),
        bindings=tuple(Binding(parameter=key, value=value) for key, value in bound.items()),
        outputs=(Output(name=name),),
    )


def of(step: str) -> FromOutput:
    return FromOutput(step=step, name=step)


def flow(constant: int, title: str) -> Plan:
    """Every way in which a value comes to a step, at the top and in bodies."""
    inner = call("inner", x=FromItem(name="x"), rate=FromParameter(name="speed"))
    body = Body(
        parameters=(Parameter(name="speed", default=1),),
        steps=(inner,),
        results=(Result(name="each", value=of("inner")),),
    )
    wanted = FunctionGuard(
        function=FunctionRef(module="flow", qualname="is_wanted"),
        bindings=(Binding(parameter="rate", value=FromParameter(name="rate")),),
    )
    is_on = ExpressionGuard(test=FromExpression(op=">", operands=(FromParameter(name="rate"), FromLiteral(value=0))))
    return Plan(
        name="flow",
        dialect="native",
        cache=True,
        parameters=(Parameter(name="rate", default=1), Parameter(name="data", default="data.csv")),
        steps=(
            replace(call("load", path=FromParameter(name="data")), title=title),
            call("model", rows=of("load"), rate=FromParameter(name="rate")),
            replace(call("score", model=of("model"), k=FromLiteral(value=constant)), guard=wanted),
            replace(call("report", score=of("score")), guard=is_on),
            call("write", score=of("score")),
            Step(
                id="each",
                run=MapRun(over=of("load"), item="x", body=body),
                bindings=(Binding(parameter="speed", value=FromParameter(name="rate")),),
                outputs=(Output(name="each"),),
            ),
            Step(
                id="sub",
                run=PlanRun(
                    body=Body(
                        parameters=(Parameter(name="m"),),
                        steps=(call("report", score=FromParameter(name="m")),),
                        results=(Result(name="sub", value=of("report")),),
                    )
                ),
                bindings=(Binding(parameter="m", value=of("model")),),
                outputs=(Output(name="sub"),),
            ),
        ),
    )


@dataclass
class World:
    """All that plays a part, as it is now."""

    root: Path
    site: Path
    rng: random.Random
    code: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*FUNCTIONS, "helper", "comment"), 0))
    packages: dict[str, int] = field(default_factory=lambda: {"fakelib": 1, "needed": 1, "unrelated": 1})
    files: dict[str, str] = field(default_factory=lambda: {"data.csv": "0", "other.csv": "1", "folder/a": "2"})
    given: dict[str, object] = field(default_factory=dict)
    constant: int = 0
    title: str = ""
    fast: int | None = None
    runs: int = 0

    def write(self) -> None:
        lines = [f"def {name}(): return {self.code[name]}" for name in FUNCTIONS]
        (self.root / "flow.py").write_text("\n".join([f"# {self.code['comment']}", *lines]))
        (self.root / "helper.py").write_text(f"def helper(): return {self.code['helper']}")
        (self.root / "unrelated.py").write_text(str(self.rng.random()))
        fast = self.root / "fast.py"
        fast.unlink(missing_ok=True) if self.fast is None else fast.write_text(str(self.fast))
        for name, text in self.files.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(text)
        for name in ("data.csv", "other.csv", "folder/a"):
            if name not in self.files:
                (self.root / name).unlink(missing_ok=True)
        for old in self.site.glob("*.dist-info/*"):
            old.unlink()
        for old in self.site.glob("*.dist-info"):
            old.rmdir()
        for name, version in self.packages.items():
            record = self.site / f"{name}-{version}.dist-info"
            record.mkdir(parents=True)
            (record / "METADATA").write_text(
                "Name: x\nRequires-Dist: needed>=1\n\n" if name == "fakelib" else "Name: x\n\n"
            )

    def setting(self, closures: bool) -> Setting:
        self.runs += 1
        run = self.root / ".icefloe" / "runs" / f"{self.runs:05d}"
        plan = flow(self.constant, self.title)
        return Setting(
            plan=plan,
            document=codec.to_json(plan),
            root=self.root,
            code=self.root,
            folder=run,
            workspace=self.root / ".icefloe",
            jobs=1,
            plan_path="",
            parameters={
                name: value if isinstance(value, str) else json.dumps(value) for name, value in self.given.items()
            },
            framework="standin",
            digests=Digests(),
            closures=self.closures() if closures else {},
        )

    def closures(self) -> dict[str, str]:
        """What a compiler says: the digests of functions with all that they reach, and of the modules it has read."""
        addresses = {name: name for name in FORMATS if name != "inner"}
        addresses |= {"score/guard": "is_wanted", "each/body/inner": "inner", "sub/body/report": "report"}
        found = {address: sha256(repr(self.reached(name)).encode()).hexdigest() for address, name in addresses.items()}
        return found | {
            f"module:{name}": self.sha(name)
            for name in ("flow.py", "helper.py", "fast.py")
            if (self.root / name).exists()
        }

    def reached(self, function: str) -> object:
        """The code of a function: all but `load` call the helper, and `score` takes the fast one if it is there."""
        return self.code[function], function != "load" and self.code["helper"], function == "score" and self.fast

    def modules(self, function: str) -> tuple[dict[str, str], tuple[str, ...]]:
        names = ["flow.py", *(["helper.py"] if function != "load" else [])]
        names += ["fast.py"] if function == "score" and self.fast is not None else []
        sought = ("fast",) if function == "score" and self.fast is None else ()
        return {name: self.sha(name) for name in names}, sought

    def sha(self, name: str) -> str:
        return sha256((self.root / name).read_bytes()).hexdigest()

    def data(self, path: str) -> object:
        at = self.root / path
        if at.is_dir():
            return sorted((one.name, one.read_text()) for one in at.iterdir())
        return at.read_text() if at.exists() else None


class Runner:
    """Goes through a plan as the engine does, with the model in the place of processes."""

    def __init__(self, world: World, closures: bool) -> None:
        self.world = world
        self.setting = world.setting(closures)
        self.cache = Cache(self.setting)
        self.objects = Objects(self.setting.workspace / "objects")
        self.truth: dict[str, object] = {}
        self.hits: set[str] = set()
        self.rate = world.given.get("rate", 1)

    def run(self) -> None:
        place = Place(folder=self.setting.folder, stop=Stop())
        for step in self.setting.plan.steps:
            self.step(step, place, self.given_to(step.id))

    def given_to(self, step: str) -> object:
        """What the model says that a step is given; `None` where it is skipped."""
        truth, path = self.truth, str(self.world.given.get("data", "data.csv"))
        is_wanted = (self.world.code["is_wanted"] + self.world.code["helper"] + int(str(self.rate))) % 3 != 0
        return {
            "load": lambda: [path, self.world.data(path)],
            "model": lambda: [truth["load"], self.rate, self.world.packages["fakelib"], self.world.packages["needed"]],
            "score": lambda: [truth["model"], self.world.constant, self.code("model")] if is_wanted else None,
            "report": lambda: truth["score"] if int(str(self.rate)) > 0 else None,
            "write": lambda: truth["score"],
            "each": lambda: [[item, self.rate] for item in range(2)],
            "sub": lambda: [truth["model"], self.code("model")],
        }[step]()

    def code(self, name: str) -> object:
        return self.world.reached(name)

    def step(self, step: Step, place: Place, given: object) -> None:
        found = self.cache.find(step, place)
        made = [given, self.code(step.id)] if step.id in FORMATS else None
        if step.id == "each":
            made = [[self.truth["load"], item, self.rate, self.code("inner")] for item in range(2)]
        if step.id == "sub":
            made = [given, self.code("report")]
        value = None if given is None else made
        # Who comes after it sees what was stored, and no more.
        self.truth[step.id] = value if value is None or step.id == "write" else json.loads(self.spelled(step.id, value))
        if isinstance(found, Hit):
            assert value is not None, f"{step.id} is to be skipped, and came from the cache"
            self.hits.add(step.id)
            left = manifest.read(place.folder, step.id)
            text = (place.folder / folder(step.id) / left.outputs[step.id].file).read_text()
            assert text == self.spelled(step.id, value), f"stale: {step.id}"
            if step.id == "write":
                assert self.world.data("written.txt") == json.dumps(value), "the file that it names is another one"
            return
        if step.id == "each":
            self.items(step, place)
            for item in range(2):
                inner = step.run.body.steps[0]  # type: ignore[union-attr]
                self.inner(
                    inner,
                    place.within(step, str(item), item),
                    [self.truth["load"], item, self.rate, self.code("inner")],
                )
        if step.id == "sub":
            self.inner(step.run.body.steps[0], place.within(step, "body", 0), [given, self.code("report")])  # type: ignore[union-attr]
        self.leave(step, place, found, value)

    def inner(self, step: Step, place: Place, value: object) -> None:
        found = self.cache.find(step, place)
        if isinstance(found, Hit):
            left = manifest.read(place.folder, step.id)
            text = (place.folder / folder(step.id) / left.outputs[step.id].file).read_text()
            assert text == self.spelled(step.id, value), f"stale: {step.id} of {place.inside}"
        else:
            self.leave(step, place, found, value)

    def spelled(self, step: str, value: object) -> str:
        if step == "write":
            return "written.txt"
        # What is pickled holds the state alone: its bytes are the same whatever the methods of its class do.
        state = value if FORMATS.get(step) != "pickle" or not isinstance(value, list) else value[0]
        text = json.dumps(state)
        # Bytes that come back, so that what follows from other bytes is told from what follows from other code.
        return text if step != "load" else json.dumps(int(sha256(text.encode()).hexdigest(), 16) % 3)

    def leave(self, step: Step, place: Place, miss: Miss, value: object) -> None:
        """Leave what the step would have left."""
        at = place.folder / folder(step.id)
        at.mkdir(parents=True)
        modules, sought = self.world.modules(step.id if step.id in FORMATS else "inner")
        if value is None:
            left = Manifest(step=step.id, status="skipped", modules=modules)
        else:
            text = self.spelled(step.id, value)
            if step.id == "write":
                self.world.files["written.txt"] = json.dumps(value)
                (self.world.root / "written.txt").write_text(json.dumps(value))
            data = text.encode()
            digest = sha256(data).hexdigest()
            self.objects.keep(digest, data)
            format_ = FORMATS.get(step.id, "json")
            entry = Entry(file=f"{step.id}.txt", format=format_, sha256=digest, size=len(data), type="x")
            self.objects.link(digest, str(at), entry.file)
            left = Manifest(step=step.id, outputs={step.id: entry}, modules=modules, sought=sought)
        (at / "outputs.json").write_text(left.dumps())
        result = StepResult(name=place.path(step.id), status=left.status, duration_seconds=1.0)
        self.cache.keep(step, place, miss, result)

    def items(self, step: Step, place: Place) -> None:
        """Leave the elements of a map, as its first piece does."""
        at = place.folder / f"{folder(step.id)}.inside" / "items"
        at.mkdir(parents=True)
        entries = {}
        for item in range(2):
            data = json.dumps([self.truth["load"], item]).encode()
            digest = sha256(data).hexdigest()
            self.objects.keep(digest, data)
            entries[str(item)] = Entry(file=f"{item}.json", format="json", sha256=digest, size=len(data), type="x")
        (at / "outputs.json").write_text(Manifest(step="items", outputs=entries).dumps())


def edits(world: World) -> dict[str, Callable[[], object]]:
    """What may happen between two runs."""
    rng = world.rng

    def changed(values: dict[str, int], names: tuple[str, ...]) -> None:
        values[rng.choice(names)] = rng.randrange(3)

    def file() -> None:
        world.files[rng.choice(("data.csv", "other.csv", "folder/a"))] = str(rng.randrange(3))

    return {
        "code": lambda: changed(world.code, FUNCTIONS),
        "helper": lambda: changed(world.code, ("helper", "comment")),
        "package": lambda: changed(world.packages, tuple(world.packages)),
        "rate": lambda: world.given.update(rate=rng.randrange(3)),
        "path": lambda: world.given.update(data=rng.choice(("data.csv", "other.csv", "folder", "nothing"))),
        "file": file,
        "removed": lambda: world.files.pop(rng.choice(("data.csv", "other.csv")), None),
        "constant": lambda: setattr(world, "constant", rng.randrange(2)),
        "title": lambda: setattr(world, "title", str(rng.random())),
        "new module": lambda: setattr(world, "fast", rng.choice((None, 0, 1))),
        "what it wrote": lambda: world.files.update({"written.txt": str(rng.randrange(3))}),
        "nothing": lambda: None,
    }


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder_ = tmp_path / "site"
    folder_.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder_)])
    return folder_


@pytest.mark.parametrize("seed", range(4))
def test_no_edit_leads_to_a_stale_result(seed: int, tmp_path: Path, site: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    world = World(root=root, site=site, rng=random.Random(seed))
    hits = 0
    for _ in range(50):
        for _ in range(world.rng.choice((0, 1, 1, 2))):
            world.rng.choice(list(edits(world).values()))()
        world.write()
        runner = Runner(world, closures=world.rng.random() < 0.6)
        runner.run()
        hits += len(runner.hits)
    assert hits > 80, "the cache that never gives anything is never stale either"
