"""The parts of the local runtime's engine, without any process: readiness, groups, shares, wishes to end."""

import asyncio
import json
import signal
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from icefloe_runtimes.local import driving
from icefloe_runtimes.local.body import BodyRun
from icefloe_runtimes.local.driving import Crowd, Work, drive, drive_anywhere, on_loop
from icefloe_runtimes.local.layout import laid_out
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.signals import heeding
from icefloe_runtimes.local.slots import Share, Slots
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.local.stop import Limit, Stop
from icefloe_runtimes.local.weights import amount, excess, share, together
from icefloe_runtimes.local.wiring import Unit, wired
from icefloe_schema.plan import Body, Group, Plan, PlanRun, Policy, Resources, Step, StubRun

# --- running without a loop, and with one ---------------------------------------------------------------------------


async def plain() -> int:
    return 3


async def waiting() -> int:
    await on_loop()
    await asyncio.sleep(0)
    return 4


async def failing() -> int:
    await on_loop()
    raise KeyError("x")


def test_what_waits_for_nothing_needs_no_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(work: Work[int]) -> int:
        work.close()
        raise AssertionError("a loop was begun")

    monkeypatch.setattr(asyncio, "run", refuse)
    assert drive(plain()) == 3


def test_what_waits_is_adopted_by_a_loop() -> None:
    assert drive(waiting()) == 4
    with pytest.raises(KeyError):
        drive(failing())


def test_a_run_from_within_a_loop_has_a_thread_of_its_own() -> None:
    async def outer() -> tuple[int, int]:
        return drive_anywhere(plain()), drive_anywhere(waiting())

    async def outer_failing() -> None:
        drive_anywhere(failing())

    assert asyncio.run(outer()) == (3, 4)
    with pytest.raises(KeyError):
        asyncio.run(outer_failing())
    assert not [one for one in threading.enumerate() if one.name == "icefloe-run"]


def test_a_crowd_gives_back_whoever_has_ended() -> None:
    async def last(turn: "asyncio.Future[None]") -> str:
        await on_loop()
        await turn
        return "last"

    async def first(turn: "asyncio.Future[None]") -> str:
        await on_loop()
        turn.set_result(None)
        return "first"

    async def all_of_them() -> list[tuple[str, object]]:
        await on_loop()
        turn = asyncio.get_running_loop().create_future()
        crowd: Crowd[str, object] = Crowd()
        for key, work in (("a", last(turn)), ("b", plain()), ("c", first(turn))):
            crowd.add(key, work)
        assert len(crowd) == 3
        found = [await crowd.next() for _ in range(3)]
        assert not crowd
        return found

    assert drive(all_of_them()) == [("b", 3), ("c", "first"), ("a", "last")]


def test_a_crowd_that_fails_ends_all_others() -> None:
    seen: list[str] = []

    async def endless() -> int:
        await on_loop()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            seen.append("ended")
        return 0

    async def both() -> None:
        crowd: Crowd[int, int] = Crowd()
        crowd.add(0, endless())
        crowd.add(1, failing())
        try:
            await crowd.next()
        finally:
            await crowd.close()

    with pytest.raises(KeyError):
        drive(both())
    assert seen == ["ended"]


def test_waiting_without_asking_for_a_loop_is_a_mistake() -> None:
    class Something:
        def __await__(self) -> Generator[object, None, None]:
            yield self

    async def wrong() -> int:
        await Something()
        return 0

    with pytest.raises(RuntimeError, match="without asking for a loop"):
        Crowd[int, int]().add(0, wrong())
    assert driving.drive(plain()) == 3


# --- the wish to end ------------------------------------------------------------------------------------------------


def test_a_wish_to_end_is_heard_at_once_and_again() -> None:
    async def go() -> list[tuple[bool, bool]]:
        await on_loop()
        stop, heard = Stop(), list[tuple[bool, bool]]()
        unhear = stop.hear(lambda: heard.append((stop.asked(), stop.at_once())))
        stop.ask()
        await asyncio.sleep(0)
        stop.ask()
        await asyncio.sleep(0)
        unhear()
        stop.ask()
        stop.hear(lambda: heard.append((False, False)))
        await asyncio.sleep(0)
        return heard

    assert drive(go()) == [(True, False), (True, True), (False, False)]


def test_a_pause_ends_with_the_wish_or_with_the_limit() -> None:
    async def go() -> None:
        await on_loop()
        outer = Stop()
        assert not await outer.wait(0.001)
        limit = Limit(outer, 0.01)
        assert await limit.wait(60)
        assert limit.is_late()
        assert limit.reason == "the step around it took longer than 0.01s"
        calm = Limit(outer, None)
        asyncio.get_running_loop().call_soon(calm.ask, "the terminal is gone")
        assert await calm.wait(60)
        assert outer.asked()
        assert limit.reason == "the terminal is gone"
        assert await Stop.wait(outer, 60)

    drive(go())


def test_signals_ask_a_run_to_end() -> None:
    for number, reason in (
        (signal.SIGINT, "the run was interrupted"),
        (signal.SIGTERM, "the run was told to end, by SIGTERM"),
        (signal.SIGHUP, "the terminal of the run was closed (SIGHUP)"),
    ):
        stop, before = Stop(), signal.getsignal(number)
        with heeding(stop):
            signal.raise_signal(number)
        assert (stop.asked(), stop.at_once(), stop.reason) == (True, False, reason)
        assert signal.getsignal(number) is before


def test_a_run_under_nohup_outlives_its_terminal() -> None:
    stop, before = Stop(), signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with heeding(stop):
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert not stop.asked()


# --- shares of the machine ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("2", 2), ("0.5", 0.5), ("500m", 0.5), ("4Gi", 4 * 2**30), ("1.5M", 1.5e6), ("1k", 1000), ("1e3", 1000)],
        *[("", None), ("many", None), ("-1", None), ("inf", None), ("nan", None), ("Gi", None)],
    ],
)
def test_amounts_are_those_of_kubernetes(text: str, value: float | None) -> None:
    assert amount(text) == value


def asks(name: str = "a", **resources: str) -> Step:
    return Step(id=name, run=StubRun(), policy=Policy(resources=Resources(**resources)))  # type: ignore[arg-type]


def test_shares_are_what_steps_ask_for() -> None:
    assert share(Step(id="a", run=StubRun())) == Share(jobs=1000, memory=0)
    assert share(asks(cpu="2", memory="1Ki")) == Share(jobs=2000, memory=1024)
    assert share(asks(cpu="a lot")) == Share(jobs=1000, memory=0)
    assert share(asks(cpu="0")).jobs == 1
    assert together(None, [asks(cpu="2"), asks(memory="1k")]) == Share(jobs=2000, memory=1000)
    assert together(Resources(cpu="3"), [asks(cpu="2")]) == Share(jobs=3000, memory=0)
    assert Slots(2, 10).fitted(Share(jobs=64000, memory=99)) == Share(jobs=2000, memory=10)


def test_who_asks_for_more_than_there_is_is_told() -> None:
    steps = (asks("a", cpu="64"), asks("b", memory="1E"), asks("c", cpu="1", gpu="t4", storage="1Gi"))
    group = Group(name="g", steps=("a",), resources=Resources(cpu="9"))
    told = list(excess(Plan(name="p", dialect="native", steps=steps, groups=(group,)), 4))
    assert told[0] == "step 'a' asks for 64 processors, and 4 steps run at once: it runs alone"
    assert told[1].startswith("step 'b' asks for 1E of memory, and there are ")
    assert told[2] == "group 'g' asks for 9 processors, and 4 steps run at once: it runs alone"
    assert told[3] == "nobody sees here to what steps ask for of storage, GPUs"
    assert list(excess(Plan(name="p", dialect="native", steps=(asks(cpu="2"),)), 2)) == []


def test_slots_are_given_in_the_order_of_asking() -> None:
    order: list[str] = []

    async def take(slots: Slots, name: str, wanted: Share, gate: "asyncio.Event") -> str:
        await on_loop()
        await slots.take(wanted)
        order.append(name)
        await gate.wait()
        slots.give(wanted)
        return name

    async def go() -> None:
        await on_loop()
        slots, gate = Slots(2), asyncio.Event()
        crowd: Crowd[str, str] = Crowd()
        whole, one = Share(jobs=2000), Share()
        for name, wanted in (("a", one), ("large", whole), ("b", one)):
            crowd.add(name, take(slots, name, wanted, gate))
        asyncio.get_running_loop().call_later(0.01, gate.set)
        assert (await crowd.next())[0] == "a"
        while crowd:
            await crowd.next()
        await slots.take(whole)

    drive(go())
    # A small one that came later does not keep a large one waiting for ever.
    assert order == ["a", "large", "b"]


def test_who_gives_up_waiting_takes_nothing() -> None:
    async def go() -> None:
        await on_loop()
        slots = Slots(1)
        await slots.take(Share())
        waiting = asyncio.ensure_future(slots.take(Share()))
        after = asyncio.ensure_future(slots.take(Share()))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        slots.give(Share())
        await asyncio.wait_for(after, 1)

    drive(go())


# --- which steps start together -------------------------------------------------------------------------------------


def chain(**after: tuple[str, ...]) -> tuple[Step, ...]:
    bodied = PlanRun(body=Body())
    return tuple(
        Step(id=name, run=bodied if name.isupper() else StubRun(), after=needs) for name, needs in after.items()
    )


GROUPED = [
    # A whole group, with somebody beside it.
    (chain(a=(), b=("a",), x=(), c=("b", "x")), [("g", "abc")], ["abc", "x"]),
    # Somebody between two steps of the group: it is cut there.
    (chain(a=(), b=("a",), x=("b",), c=("b",), d=("x",), e=()), [("g", "abcde")], ["abc", "x", "de"]),
    # Steps of a group need not need one another.
    (chain(a=(), b=(), c=()), [("g", "abc")], ["abc"]),
    # A step with bodies is by itself, and so is what waits for it.
    (chain(a=(), B=("a",), c=("B",), d=("c",)), [("g", "aBcd")], ["a", "B", "cd"]),
    # Two groups that would wait for one another go step by step.
    (chain(a=(), b=("a",), c=(), d=("c",)), [("g", "ad"), ("h", "cb")], ["a", "b", "c", "d"]),
    # A step in two groups is in the first; a name that is no step is nobody's.
    (chain(a=(), b=(), c=()), [("g", "abz"), ("h", "bc")], ["ab", "c"]),
    (chain(a=()), [("g", "a")], ["a"]),
    (chain(a=(), b=()), [], ["a", "b"]),
]


@pytest.mark.parametrize(("steps", "groups", "units"), GROUPED)
def test_groups_are_units_as_far_as_needs_allow(
    steps: tuple[Step, ...], groups: list[tuple[str, str]], units: list[str]
) -> None:
    wiring = wired(steps, tuple(Group(name=name, steps=tuple(members)) for name, members in groups))
    assert ["".join(steps[number].id for number in unit.numbers) for unit in wiring.units] == units


class Recorder:
    """Ends each step as it is told to, and keeps the order."""

    def __init__(self) -> None:
        self.order: list[str] = []

    async def one(self, step: Step, place: Place) -> Outcome:
        self.order.append(step.id)
        return Outcome(result=StepResult(name=step.id, status="succeeded"))

    async def several(self, unit: Unit, body: BodyRun) -> None:
        for number in unit.numbers:
            step, _place = body.step(number)
            self.order.append(step.id)
            body.finish(number, Outcome(result=StepResult(name=step.id, status="succeeded")))


@pytest.mark.parametrize(("steps", "groups", "units"), GROUPED)
def test_every_step_of_every_grouping_runs_once(
    steps: tuple[Step, ...], groups: list[tuple[str, str]], units: list[str]
) -> None:
    recorder, place = Recorder(), Place(folder=Path(), stop=Stop())
    wiring = wired(steps, tuple(Group(name=name, steps=tuple(members)) for name, members in groups))
    ended = drive(BodyRun(wiring, place, recorder, lambda _place, _result: None).to_end())
    assert ended.state == "succeeded"
    assert sorted(recorder.order) == sorted(step.id for step in steps)
    for step in steps:
        assert all(recorder.order.index(need) < recorder.order.index(step.id) for need in step.after)


@pytest.mark.parametrize(
    "said", [{"a": 1, "long": {"x": [1], "y": "\n"}}, {"long": [1, {"b": "é\ud800"}], "z": []}, {"long": []}, {"a": {}}]
)
def test_what_is_laid_out_is_what_it_was(said: dict[str, object]) -> None:
    text = laid_out(said, "long")
    assert json.loads(text) == {"long": [], **said}
    assert text.isascii()
