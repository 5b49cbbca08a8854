"""Policies: retries, timeouts, what happens after a failure, groups, resources, secrets, cache, resuming."""

from conformance_words import (
    Case,
    around,
    body,
    bound,
    case,
    each,
    given,
    item,
    named,
    number,
    of,
    parameter,
    plan,
    policy,
    py,
    ref,
    run,
    sh,
    when,
)

from icefloe_schema.plan import CircuitBreaker, FunctionRef, Group, OnFailure, PlanRun, PythonRun, Resources, Retry

SOON = {"delay": number(0.01)}


def on_failure(action: str, **more: object) -> OnFailure:
    return OnFailure(action=action, **more)  # type: ignore[arg-type]


def handled(*steps: object, **more: object) -> OnFailure:
    return on_failure("handler", handler=body(*steps, **more))  # type: ignore[arg-type]


RETRIES: tuple[Case, ...] = (
    case(
        "retry", "retry", "A step that failed is tried again; `attempts` counts all tries.",
        plan(py("flaky", times=2, policy=policy(retry=Retry(attempts=3, **SOON)))),
        results={"flaky": 3}, attempts={"flaky": 3}, calls=("flaky", "flaky", "flaky"),
    ),
    case(
        "retry-exhausted", "retry", "When the last attempt has failed, the step has failed.",
        plan(py("flaky", times=5, policy=policy(retry=Retry(attempts=2, **SOON)))),
        state="failed", attempts={"flaky": 2}, error={"flaky": "ConnectionError: call 2"},
    ),
    case(
        "retry-on", "retry", "Only exceptions named in `on` are tried again, by a name of theirs or of what they derive from.",
        plan(
            py("flaky", times=1, policy=policy(retry=Retry(attempts=2, on=("OSError",), **SOON))),
            py("fails", policy=policy(retry=Retry(attempts=3, on=("OSError",), **SOON))),
        ),
        state="failed", attempts={"flaky": 2, "fails": 1}, any_order=("flaky", "flaky", "fails"),
    ),
    case(
        "retry-unless", "retry", "Exceptions named in `unless` are never tried again.",
        plan(py("fails", policy=policy(retry=Retry(attempts=3, unless=("ValueError",), **SOON)))),
        state="failed", attempts={"fails": 1}, calls=("fails",),
    ),
    case(
        "retry-of-a-body", "retry", "The retry of a step with a body is about all of its body.",
        plan(around("sub", PlanRun(body=body(py("one"), py("flaky", times=1, after=("one",)))), "flaky", policy=policy(retry=Retry(attempts=2, **SOON)))),
        results={"flaky": 2}, calls=("one", "flaky", "one", "flaky"), attempts={"sub": 2},
    ),
    case(
        "retry-of-a-command", "retry", "A command that failed is tried again.",
        plan(sh("a", "echo x >> calls.txt; [ $(wc -l < calls.txt) -ge 2 ]", policy=policy(retry=Retry(attempts=4, **SOON)))),
        attempts={"a": 2}, calls=("x", "x"),
    ),
    case(
        "timeout", "timeout", "An attempt that takes longer than its timeout is ended and has failed.",
        plan(py("sleeps", policy=policy(timeout=number(1.0)))),
        state="failed", error={"sleeps": "TimeoutError"}, calls=("sleeps",),
    ),
    case(
        "timeout-and-retry", "timeout", "A timeout bounds one attempt; the next one has as long again.",
        plan(py("sleeps_once", policy=policy(timeout=number(1.5), retry=Retry(attempts=2, **SOON)))),
        results={"sleeps_once": "awake"}, attempts={"sleeps_once": 2},
    ),
    case(
        "timeout-takes-children", "timeout", "What a step has started is ended with it.",
        plan(py("child_sleeps", policy=policy(timeout=number(1.0), on_failure=on_failure("continue"))), py("child_is_gone", after=("child_sleeps",))),
        run(steps={"child_sleeps": "failed", "child_is_gone": "succeeded"}, results={"child_is_gone": True}),
    ),
    case(
        "timeout-of-a-body", "timeout", "The timeout of a step with a body is about all of its body.",
        plan(around("sub", PlanRun(body=body(py("sleeps"))), "sleeps", policy=policy(timeout=number(1.0)))),
        state="failed", error={"sub": "longer than 1s"},
    ),
    case(
        "killed", "failure", "A step whose process is killed has failed.",
        plan(py("kills_itself")), state="failed", error={"kills_itself": "SIGKILL"},
    ),
    case(
        "exits", "failure", "A step that ends its process has failed.",
        plan(py("exits")), state="failed", error={"exits": "sys.exit(3)"},
    ),
)  # fmt: skip

FAILURES: tuple[Case, ...] = (
    case(
        "on-failure-fail", "on failure", "`fail` fails the run, as it is where nothing is said.",
        plan(py("fails", policy=policy(on_failure=on_failure("fail"))), py("two")), state="failed",
        steps={"fails": "failed", "two": "succeeded"},
    ),
    case(
        "on-failure-continue", "on failure", "`continue` does not fail the run; the step's outputs count as skipped.",
        plan(
            py("fails", policy=policy(on_failure=on_failure("continue"))), py("double", x=of("fails")),
            py("maybe", x=of("fails")), py("add", x=1, y=of("fails")),
        ),
        steps={"fails": "failed", "double": "skipped", "maybe": "succeeded", "add": "succeeded"},
        results={"maybe": None, "add": 11},
    ),
    case(
        "on-failure-fallback", "on failure", "`fallback` calls a function with the same bindings; its result stands for the step's.",
        plan(
            py("flaky_one", "fails_on_one", x=1, policy=policy(on_failure=on_failure("fallback", function=ref("instead")))),
            py("double", x=of("flaky_one")),
        ),
        steps={"flaky_one": "succeeded", "double": "succeeded"}, results={"flaky_one": -1, "double": -2},
        calls=("fails_on_one 1", "instead 1", "double -1"),
    ),
    case(
        "on-failure-fallback-takes-what-it-can", "on failure", "A fallback is given what it has parameters for.",
        plan(py("fails_on_one", x=1, policy=policy(on_failure=on_failure("fallback", function=ref("two"))))),
        results={"fails_on_one": 2}, calls=("fails_on_one 1", "two"),
    ),
    case(
        "on-failure-fallback-of-a-body", "on failure", "A step with a body has a fallback too.",
        plan(around("sub", PlanRun(body=body(py("fails"))), "fails", policy=policy(on_failure=on_failure("fallback", function=ref("two"))))),
        steps={"sub": "succeeded"}, inner={"sub/fails": "failed"}, results={"fails": 2}, calls=("fails", "two"),
    ),
    case(
        "on-failure-after-retries", "on failure", "A fallback is called when the last attempt has failed.",
        plan(py("fails_on_one", x=1, policy=policy(retry=Retry(attempts=2, **SOON), on_failure=on_failure("fallback", function=ref("instead"))))),
        results={"fails_on_one": -1}, calls=("fails_on_one 1", "fails_on_one 1", "instead 1"), attempts={"fails_on_one": 2},
    ),
    case(
        "on-failure-of-some", "on failure", "Any exception but those named in `on` fails the run.",
        plan(
            py("fails_on_one", x=1, policy=policy(on_failure=on_failure("fallback", function=ref("instead"), on=("KeyError",)))),
            py("fails", policy=policy(on_failure=on_failure("continue", on=("ValueError",)))),
        ),
        state="failed", steps={"fails_on_one": "failed", "fails": "failed"}, any_order=("fails_on_one 1", "fails"),
    ),
    case(
        "on-failure-fallback-fails", "on failure", "A fallback that fails has failed the step.",
        plan(py("fails", policy=policy(on_failure=on_failure("fallback", function=ref("instead_fails"))))),
        state="failed", error={"fails": "nor does this"}, calls=("fails", "instead_fails"),
    ),
    case(
        "on-failure-success", "on failure", "`success` ends the run successfully; what has not begun is skipped.",
        plan(py("fails", policy=policy(on_failure=on_failure("success"))), py("double", x=of("fails"))),
        state="succeeded", steps={"fails": "failed", "double": "skipped"}, calls=("fails",),
    ),
    case(
        "handler-that-mends", "on failure", "A handler whose last step ends in success has mended the run.",
        plan(
            py("one"),
            py("fails", after=("one",), policy=policy(on_failure=on_failure(
                "handler", handler=body(py("double", x=given("n"), ends="success"), parameters=(parameter("n", 0),)),
                bindings=(bound("n", of("one")),)))),
            py("two", after=("fails",)),
        ),
        state="succeeded", calls=("one", "fails", "double 1"),
    ),
    case(
        "handler-that-ends-in-failure", "on failure", "A handler that ends in failure leaves the run failed.",
        plan(py("fails", policy=policy(on_failure=handled(py("two", ends="failure"))))), state="failed", calls=("fails", "two"),
    ),
    case(
        "handler-that-says-nothing", "on failure", "A handler that does not say how it ends leaves the run failed.",
        plan(py("fails", policy=policy(on_failure=handled(py("two"))))), state="failed", calls=("fails", "two"),
    ),
    case(
        "handler-that-fails", "on failure", "A handler that fails leaves the run failed.",
        plan(py("fails", policy=policy(on_failure=handled(py("a", "instead_fails", ends="success"))))),
        state="failed", calls=("fails", "instead_fails"),
    ),
    case(
        "handler-in-a-body", "on failure", "A handler in a body mends the body: what it gives stands for the results.",
        plan(
            around("sub", PlanRun(body=body(
                py("fails", policy=policy(on_failure=on_failure(
                    "handler", handler=body(py("two", ends="success"), results={"fails": of("two")})))),
                results={"fails": of("fails")})), "fails"),
            py("double", x=of("sub", "fails")),
        ),
        results={"double": 4}, calls=("fails", "two", "double 2"),
    ),
    case(
        "handler-gives-the-results", "on failure", "What a handler that has mended the plan gives stands for the plan's results.",
        plan(
            py("fails", policy=policy(on_failure=on_failure("handler", handler=body(py("two", ends="success"), results={"n": of("two")})))),
            py("double", x=of("fails")), results=named({"n": of("double")}),
        ),
        steps={"fails": "failed", "double": "skipped"}, inner={"fails/on_failure/two": "succeeded"}, results={"n": 2},
        calls=("fails", "two"),
    ),
    case(
        "circuit-breaker-over-runs", "circuit breaker", "A breaker that says when it resets counts over the runs of the pipeline.",
        plan(py("fails", policy=policy(circuit_breaker=CircuitBreaker(threshold=2, reset_seconds=number(3600.0))))),
        run(state="failed", calls=("fails",)), run(state="failed", calls=("fails", "fails")),
        run(state="failed", error={"fails": "CircuitOpen: "}, attempts={"fails": 0}, calls=("fails", "fails")),
    ),
    case(
        "circuit-breaker-and-fallback", "circuit breaker", "A fallback stands for a step whose breaker is open as for its last failure.",
        plan(py("fails", policy=policy(
            circuit_breaker=CircuitBreaker(threshold=1, reset_seconds=number(3600.0)),
            on_failure=on_failure("fallback", function=ref("two"), on=("ValueError",))))),
        run(results={"fails": 2}, calls=("fails", "two")), run(results={"fails": 2}, calls=("fails", "two", "two")),
    ),
    case(
        "circuit-breaker", "circuit breaker", "After so many failures in a row a step is not tried again.",
        plan(py("fails", policy=policy(retry=Retry(attempts=5, **SOON), circuit_breaker=CircuitBreaker(threshold=2)))),
        state="failed", attempts={"fails": 2}, calls=("fails", "fails"),
    ),
    case(
        "circuit-breaker-in-a-map", "circuit breaker", "The elements of a map share the breaker of a step.",
        plan(around("m", each([1, 2, 3, 4], body(py("fails_on", x=item(), bad=[1, 2, 3, 4], policy=policy(circuit_breaker=CircuitBreaker(threshold=2)))), concurrency=1), "fails_on")),
        state="failed", calls=("fails_on 1", "fails_on 2"),
    ),
)  # fmt: skip

PLACES: tuple[Case, ...] = (
    case(
        "group", "group", "The steps of a group run in one process, one after the other.",
        plan(
            py("a", "process", group="g"), py("b", "process", group="g", after=("a",)), py("c", "process", after=("b",)),
            py("ab", "same_process", x=of("a"), y=of("b")), py("ac", "same_process", x=of("a"), y=of("c")),
            groups=(Group(name="g", steps=("a", "b")),),
        ),
        results={"ab": True, "ac": False},
    ),
    case(
        "group-fails", "group", "A step of a group that fails stops those that need it, and no others.",
        plan(
            py("fails", group="g"), py("double", group="g", x=of("fails")), py("two", group="g"),
            groups=(Group(name="g", steps=("fails", "double", "two")),),
        ),
        state="failed", steps={"fails": "failed", "double": "upstream failed", "two": "succeeded"}, calls=("fails", "two"),
    ),
    case(
        "group-skips", "group", "A guard in a group skips its step alone.",
        plan(
            py("one", group="g", guard=when("==", 1, 2)), py("two", group="g"), groups=(Group(name="g", steps=("one", "two")),)
        ),
        steps={"one": "skipped", "two": "succeeded"},
    ),
    case(
        "group-retries", "group", "A step of a group is tried again by itself.",
        plan(
            py("one", group="g"), py("flaky", times=1, group="g", after=("one",), policy=policy(retry=Retry(attempts=2, **SOON))),
            groups=(Group(name="g", steps=("one", "flaky")),),
        ),
        results={"flaky": 2}, calls=("one", "flaky", "flaky"),
    ),
    case(
        "resources", "resources", "Steps that together need more processors than there are do not run at once.",
        plan(
            py("a", "begin_and_end", name="a", policy=policy(resources=Resources(cpu="2"))),
            py("b", "begin_and_end", name="b", policy=policy(resources=Resources(cpu="2"))),
        ),
        run(how={"jobs": 2}, calls=("a begins", "a ends", "b begins", "b ends")),
    ),
    case(
        "resources-beyond-all", "resources", "A step that asks for more than there is runs alone.",
        plan(
            py("a", "begin_and_end", name="a", policy=policy(resources=Resources(cpu="4000"))),
            py("b", "begin_and_end", name="b"),
        ),
        run(how={"jobs": 2}, calls=("a begins", "a ends", "b begins", "b ends")),
    ),
    case(
        "jobs", "resources", "Not more steps run at once than the run is told.",
        plan(py("a", "begin_and_end", name="a"), py("b", "begin_and_end", name="b")),
        run(how={"jobs": 1}, calls=("a begins", "a ends", "b begins", "b ends")),
    ),
    case(
        "secret", "secret", "A secret is there under its name while its step runs.",
        plan(py("variable", name="CONFORMANCE_TOKEN", policy=policy(secrets=("CONFORMANCE_TOKEN",)))),
        run(environment={"CONFORMANCE_TOKEN": "x-y"}, results={"variable": "x-y"}), run(refused="CONFORMANCE_TOKEN", calls=()),
    ),
    case(
        "environment", "environment", "The variables of its environment are there for a step, and for no other one.",
        plan(
            py("a", "variable", name="CONFORMANCE_PLACE", policy=policy(environment="gpu")),
            py("b", "variable", name="CONFORMANCE_PLACE"),
        ),
        run(how={"environments": {"gpu": {"CONFORMANCE_PLACE": "room 3"}}}, results={"a": "room 3", "b": "not set"}),
    ),
    case(
        "hooks", "hooks", "Hooks are told of the run and of its steps; one that fails decides nothing.",
        plan(
            py("one"), py("two", after=("one",), guard=when("==", 1, 2)),
            hooks={
                "on_pipeline_start": ["work:hears_badly", "work:hears_start"], "on_step_start": ["work:hears_step"],
                "on_step_end": ["work:hears_end"], "on_pipeline_end": ["work:hears_all"],
            },
        ),
        steps={"one": "succeeded", "two": "skipped"},
        calls=(
            "badly", "start conformance", "step one", "one", "end one succeeded 1", "end two skipped None",
            "all conformance True 1",
        ),
    ),
)  # fmt: skip

CACHED = policy(cache=True)
AGAIN: tuple[Case, ...] = (
    case(
        "cache", "cache", "A step whose code and inputs are what they were is not run again.",
        plan(py("add", x=given("n"), policy=CACHED), py("double", x=of("add"), policy=CACHED), parameters=(parameter("n", 1),)),
        run(cached=(), results={"double": 22}, calls=("add 1 10", "double 11")),
        run(cached=("add", "double"), results={"double": 22}, calls=("add 1 10", "double 11")),
        run(parameters={"n": 2}, cached=(), results={"double": 24}, calls=("add 1 10", "double 11", "add 2 10", "double 12")),
        run(cached=("add", "double"), results={"add": 11}),
    ),
    case(
        "cache-of-a-plan", "cache", "A step that says nothing inherits what the plan says of the cache.",
        plan(py("one"), py("two", policy=policy(cache=False)), cache=True),
        run(cached=()), run(cached=("one",), any_order=("one", "two", "two")),
    ),
    case(
        "cache-off", "cache", "Without a cache every step runs.",
        plan(py("one")), run(cached=()), run(cached=(), calls=("one", "one")),
    ),
    case(
        "cache-of-a-file", "cache", "An input that is the path of a file counts with the bytes of the file.",
        plan(py("reads", path="data.txt", policy=CACHED)),
        run(files={"data.txt": "a"}, results={"reads": "a"}), run(cached=("reads",), results={"reads": "a"}),
        run(files={"data.txt": "b"}, cached=(), results={"reads": "b"}),
    ),
    case(
        "cache-of-code", "cache", "A change of the code that a step reaches ends its cache.",
        plan(py("a", run=PythonRun(function=FunctionRef(module="extra", qualname="value")), policy=CACHED)),
        run(files={"extra.py": "import deeper\ndef value(): return deeper.N\n", "deeper.py": "N = 1\n"}, results={"a": 1}),
        run(cached=("a",), results={"a": 1}),
        run(files={"deeper.py": "N = 2\n"}, cached=(), results={"a": 2}),
    ),
    case(
        "cache-of-a-failure", "cache", "A failure is not kept.",
        plan(py("flaky", times=1, policy=CACHED)),
        run(state="failed"), run(cached=(), results={"flaky": 2}),
    ),
    case(
        "cache-in-a-map", "cache", "Elements of a map are reused one by one.",
        plan(around("m", each(given("xs"), body(py("double", x=item(), policy=CACHED))), "double"), parameters=(parameter("xs", [1, 2]),)),
        run(results={"double": [2, 4]}),
        run(parameters={"xs": [2, 3]}, results={"double": [4, 6]}, any_order=("double 1", "double 2", "double 3")),
    ),
    case(
        "resume", "resume", "A run that is resumed takes over what has succeeded, and runs the rest.",
        plan(py("one"), py("fails_without", path="there.txt", x=of("one")), py("double", x=of("fails_without"))),
        run(state="failed", calls=("one", "fails_without")),
        run(files={"there.txt": ""}, how={"resume": "last"}, results={"double": 2}, calls=("one", "fails_without", "fails_without", "double 1")),
    ),
    case(
        "resume-with-another-parameter", "resume", "What was made of another value is not taken over.",
        plan(py("add", x=given("n")), py("fails_without", path="there.txt", x=of("add")), parameters=(parameter("n", 1),)),
        run(state="failed", calls=("add 1 10", "fails_without")),
        run(files={"there.txt": ""}, parameters={"n": 2}, how={"resume": "last"}, results={"fails_without": 12}),
    ),
    case(
        "from", "resume", "From a step on: that step and all that need it are run, the others' outputs are taken over.",
        plan(py("one"), py("two"), py("double", x=of("one")), py("add", x=of("double"), y=of("two"))),
        run(any_order=("one", "two", "double 1", "add 2 2")),
        run(how={"from_step": "double"}, results={"add": 4}, any_order=("one", "two", "double 1", "add 2 2", "double 1", "add 2 2")),
    ),
    case(
        "only", "resume", "One step alone: what it takes is taken over.",
        plan(py("one"), py("double", x=of("one")), py("same", x=of("double"))),
        run(calls=("one", "double 1", "same 2")),
        run(how={"only": "double"}, calls=("one", "double 1", "same 2", "double 1")),
        run(how={"only": "dubble"}, refused="did you mean 'double'"),
    ),
)  # fmt: skip
