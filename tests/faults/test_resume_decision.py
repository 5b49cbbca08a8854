"""What a run takes over is a function of what is known of the earlier one: these are its laws."""

import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from icefloe_runtimes.local.journal import NAME, Journal
from icefloe_runtimes.local.resume import Given, Taken, Wanted, choose
from icefloe_runtimes.local.resume.decision import Fact, Needs, descendants, going_on, lacking
from icefloe_runtimes.step.manifest import MANIFEST, Entry, Manifest
from icefloe_schema import canonical, codec
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import (
    Binding,
    FromOutput,
    FromParameter,
    FunctionRef,
    Output,
    Parameter,
    Plan,
    PythonRun,
    Step,
)

STATUSES = ("", "succeeded", "skipped", "failed", "interrupted", "upstream failed")


@st.composite
def graphs(draw: st.DrawFn) -> Needs:
    """Steps in an order in which they can run, each with those before it that it needs."""
    count = draw(st.integers(1, 9))
    names = [f"s{number}" for number in range(count)]
    return {
        name: tuple(draw(st.sets(st.sampled_from(names[:number]), max_size=3))) if number else ()
        for number, name in enumerate(names)
    }


@st.composite
def situations(draw: st.DrawFn) -> tuple[Needs, dict[str, Fact], set[str]]:
    needs = draw(graphs())
    facts = {
        name: Fact(ended=draw(st.sampled_from(STATUSES)), against=draw(st.sampled_from(((), (), (), ("changed",)))))
        for name in needs
        if draw(st.booleans())
    }
    return needs, facts, set(draw(st.sets(st.sampled_from(sorted(needs)), max_size=2)))


@settings(max_examples=300, deadline=None)
@given(situations())
def test_what_is_taken_stands_on_nothing_but_what_is_taken(found: tuple[Needs, dict[str, Fact], set[str]]) -> None:
    needs, facts, again = found
    decided = going_on(needs, facts, again)
    assert list(decided) == list(needs)
    for name, one in decided.items():
        fact = facts.get(name, Fact())
        ran = [need for need in needs[name] if decided[need].action == "run"]
        if one.action == "take":
            assert fact.ended in ("succeeded", "skipped")
            assert not fact.against
            assert name not in again
            assert not ran
        else:
            # Nothing is run without a reason, and the reason is told.
            assert one.action == "run"
            assert one.why
            assert name in again or not fact.is_result or fact.against or ran


@settings(max_examples=200, deadline=None)
@given(situations())
def test_to_know_less_never_takes_more(found: tuple[Needs, dict[str, Fact], set[str]]) -> None:
    needs, facts, again = found
    taken = {name for name, one in going_on(needs, facts, again).items() if one.action == "take"}
    for name in needs:
        less = {other: fact for other, fact in facts.items() if other != name}
        now = {other for other, one in going_on(needs, less, again).items() if one.action == "take"}
        assert now == taken - descendants((name,), needs)
    assert taken.isdisjoint(descendants(again, needs))


@settings(max_examples=200, deadline=None)
@given(situations())
def test_a_step_serves_alone_where_going_on_would_take_it(found: tuple[Needs, dict[str, Fact], set[str]]) -> None:
    needs, facts, _ = found
    behind = {name: tuple(one for one in needs if name in descendants((one,), needs) - {one}) for name in needs}
    for name, one in going_on(needs, facts, ()).items():
        if one.action == "take":
            assert lacking((name,), behind, facts) == ()
        if facts.get(name, Fact()).against:
            assert lacking((name,), behind, facts)


# --- the whole way, from bytes on disk ---------------------------------------------------------------------------


def plan_of(needs: Needs) -> Plan:
    steps = tuple(
        Step(
            id=name,
            run=PythonRun(function=FunctionRef(module="flow", qualname=name)),
            outputs=(Output(name=name),),
            bindings=(
                *(Binding(parameter=need, value=FromOutput(step=need, name=need)) for need in needed),
                *((Binding(parameter="p", value=FromParameter(name="p")),) if name == "s1" else ()),
            ),
        )
        for name, needed in needs.items()
    )
    return Plan(name="flow", dialect="native", steps=steps, parameters=(Parameter(name="p", default=1),))


def left(run: Path, name: str, value: int) -> str:
    """Leave what a step would; give the digest of its record."""
    (run / name).mkdir()
    data = json.dumps(value).encode()
    (run / name / f"{name}.json").write_bytes(data)
    entry = Entry(file=f"{name}.json", format="json", sha256=sha256(data).hexdigest(), size=len(data), type="int")
    text = Manifest(step=name, outputs={name: entry}).dumps()
    (run / name / MANIFEST).write_text(text)
    return sha256(text.encode()).hexdigest()


def ran(workspace: Path, plan: Plan, parameters: dict[str, str]) -> tuple[Path, list[int]]:
    """A run in which every step succeeded; and how long its journal was when each of them was acknowledged."""
    run = workspace / "runs" / "20260101-000000-000aa"
    run.mkdir(parents=True)
    (run / "plan.json").write_text(codec.dumps(plan))
    journal = Journal(run)
    digest = f"sha256:{canonical.digest(codec.to_json(plan))}"
    journal.append("run started", pipeline_name="flow", parameters=parameters, digests={"plan": digest})
    lengths = []
    for number, step in enumerate(plan.steps):
        journal.append("step started", id=step.id, step=step.id)
        manifest = left(run, step.id, number)
        result: JsonObject = {"name": step.id, "status": "succeeded", "duration_seconds": 1.5}
        journal.append("step finished", id=step.id, step=step.id, manifest=manifest, result=result)
        lengths.append((run / NAME).stat().st_size)
    journal.close()
    return run, lengths


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_nothing_acknowledged_is_lost_and_nothing_else_is_believed(needs: Needs, data: st.DataObject) -> None:
    plan = plan_of(needs)
    with TemporaryDirectory() as folder:
        workspace = Path(folder)
        run, lengths = ran(workspace, plan, {})
        first = (run / NAME).read_bytes().index(b"\n") + 1
        behind = (run / NAME).stat().st_size - first
        length = first + behind * data.draw(st.integers(0, 1000), label="share of the journal that is left") // 1000
        (run / NAME).write_bytes((run / NAME).read_bytes()[:length])
        broken = data.draw(st.sets(st.sampled_from(sorted(needs)), max_size=2), label="changed on disk")
        for name in broken:
            path = run / name / data.draw(st.sampled_from([f"{name}.json", MANIFEST]))
            if data.draw(st.booleans()):
                path.unlink()
            else:
                path.write_bytes(path.read_bytes() + b" ")
        other = data.draw(st.booleans(), label="another parameter")
        asked = Given(parameters={"p": "2"} if other else {}, root=workspace)
        choice = choose(plan, Wanted(resume="last"), workspace, asked)
        acknowledged = {name for name, size in zip(needs, lengths, strict=True) if size <= length}
        bad = descendants({*(set(needs) - acknowledged), *broken, *({"s1"} & set(needs) if other else ())}, needs)
        # No step reads the parameter where there is no `s1`; what nobody is seen to read may be read by anybody.
        bad = set(needs) if other and "s1" not in needs else bad
        taken = {name for name, one in choice.steps.items() if one.action == "take"}
        assert taken == set(needs) - bad
        new = workspace / "runs" / "20260101-000001-000aa"
        done = Taken(choice, new).done()
        assert set(done) == taken
        for name in taken:
            assert (new / name / f"{name}.json").read_bytes() == (run / name / f"{name}.json").read_bytes()
            assert (done[name].taken_from, done[name].saved_seconds) == (run.name, 1.5)


def begun(workspace: Path, plan: Plan, number: int, given_: Given, parameters: dict[str, str]) -> None:
    """A run that goes on from the last one, and dies before it has done anything."""
    choice = choose(plan, Wanted(resume="last"), workspace, given_)
    run = workspace / "runs" / f"20260101-00000{number}-000aa"
    run.mkdir()
    (run / "plan.json").write_text(codec.dumps(plan))
    journal = Journal(run)
    journal.append(
        "run started",
        pipeline_name="flow",
        parameters=parameters,
        digests={"plan": f"sha256:{canonical.digest(codec.to_json(plan))}"},
        resumed_from=choice.resumed_from,
        takes=list(choice.takes),
        opens=list(choice.opens),
    )
    journal.close()


def test_a_chain_of_runs_that_died_at_once_loses_nothing_and_takes_nothing_that_was_refused(tmp_path: Path) -> None:
    plan = plan_of({"s0": (), "s1": ("s0",), "s2": ("s1",), "s3": ("s0",)})
    first, _ = ran(tmp_path, plan, {})
    other, same = Given(parameters={"p": "2"}, root=tmp_path), Given(parameters={}, root=tmp_path)
    begun(tmp_path, plan, 1, same, {})
    begun(tmp_path, plan, 2, same, {})
    choice = choose(plan, Wanted(resume="last"), tmp_path, same)
    assert choice.takes == ("s0", "s1", "s2", "s3")
    # The step `s1` reads the parameter; what the third run refused, the fourth must not find again behind it.
    begun(tmp_path, plan, 3, other, {"p": "2"})
    begun(tmp_path, plan, 4, other, {"p": "2"})
    choice = choose(plan, Wanted(resume="last"), tmp_path, other)
    assert choice.takes == ("s0", "s3")
    assert choice.steps["s1"].why == "it did not end in that run"
    assert {name: step.taken_from for name, step in Taken(choice, tmp_path / "new").done().items()} == {
        "s0": first.name,
        "s3": first.name,
    }
