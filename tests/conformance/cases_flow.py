"""Order, values, guards, outputs: how steps fit together."""

from conformance_words import (
    Case,
    around,
    body,
    bound,
    case,
    each,
    expression,
    given,
    item,
    named,
    of,
    parameter,
    plan,
    py,
    run,
    sh,
    when,
    when_function,
)

from icefloe_schema.plan import Adapt, FromDefault, FromRan, FunctionRef, Output, Parameter, PlanRun, PythonRun

ORDER: tuple[Case, ...] = (
    case(
        "after", "order", "A step runs after the steps that it names, though it takes nothing of them.",
        plan(py("one"), py("two", after=("one",))), calls=("one", "two"),
    ),
    case(
        "diamond", "order", "A step runs when every step that it needs has ended.",
        plan(py("one"), py("double", x=of("one")), py("add", x=of("one"), y=5), py("join", x=of("double"), y=of("add"))),
        results={"join": 2}, any_order=("one", "double 1", "add 1 5", "join 2 6"),
    ),
    case(
        "upstream-failed", "order", "What needs a step that failed does not run; what does not need it runs.",
        plan(py("fails"), py("double", x=of("fails")), py("same", x=of("double")), py("two"), py("none", after=("fails",))),
        state="failed", any_order=("fails", "two"),
        steps={"fails": "failed", "double": "upstream failed", "same": "upstream failed", "two": "succeeded", "none": "upstream failed"},
    ),
    case("no-steps", "order", "A plan without steps has ended when it begins.", plan(), calls=(), steps={}),
    case(
        "ends-in-success", "ends", "A step with `ends` is the last one; what waits for it is skipped.",
        plan(py("one", ends="success"), py("double", x=of("one"))),
        steps={"one": "succeeded", "double": "skipped"}, calls=("one",),
    ),
    case(
        "ends-in-failure", "ends", "A plan that ends in failure has failed, though no step did.",
        plan(py("one", ends="failure"), py("double", x=of("one"))),
        state="failed", steps={"one": "succeeded", "double": "skipped"}, calls=("one",),
    ),
    case(
        "ends-in-a-body", "ends", "A body that ends in failure fails the step whose body it is.",
        plan(around("sub", PlanRun(body=body(py("one", ends="failure"))), "one")), state="failed", steps={"sub": "failed"},
    ),
    case(
        "ends-where-it-is-skipped", "ends", "A step with `ends` that was skipped ends nothing.",
        plan(py("one", ends="success", guard=when("==", 1, 2)), py("two")), steps={"one": "skipped", "two": "succeeded"},
    ),
    case(
        "not-in-order", "order", "A plan whose steps do not stand in an order in which they can run is refused.",
        plan(py("double", x=of("one")), py("one")), refused="'one'",
    ),
    case("one-name-twice", "order", "A plan with two steps of one name is refused.", plan(py("one"), py("one")), refused="twice"),
)  # fmt: skip

GUARDS: tuple[Case, ...] = (
    case(
        "guard", "guard", "A step whose guard is false is skipped, and so is whoever takes what it gives.",
        plan(
            py("one"), py("double", x=of("one"), guard=when(">", of("one"), given("limit"))), py("same", x=of("double")),
            parameters=(parameter("limit", 0),),
        ),
        run(results={"same": 2}),
        run(parameters={"limit": 5}, steps={"one": "succeeded", "double": "skipped", "same": "skipped"}, calls=("one", "double 1", "same 2", "one")),
    ),
    case(
        "guard-by-function", "guard", "A guard may be a function, called where the step runs; `negate` turns it round.",
        plan(
            py("a", "one", guard=when_function("small", x=3)), py("b", "two", guard=when_function("small", negate=True, x=3))
        ),
        steps={"a": "succeeded", "b": "skipped"}, calls=("one",),
    ),
    case(
        "guard-raises", "guard", "A guard that raises fails its step.",
        plan(py("a", "one", guard=when_function("raises_in_guard", x=1))),
        state="failed", error={"a": "ValueError: the guard does not work"}, calls=(),
    ),
    case(
        "skipped-into-none", "skip", "A parameter that accepts None gets it for what was skipped.",
        plan(py("one", guard=when("==", 1, 2)), py("maybe", x=of("one"))), results={"maybe": None}, calls=("maybe None",),
    ),
    case(
        "skipped-into-default", "skip", "A parameter with a default gets it for what was skipped.",
        plan(py("one", guard=when("==", 1, 2)), py("add", x=1, y=of("one"))), results={"add": 11},
    ),
    case(
        "skipped-into-choice", "skip", "A choice reads only the value that it takes.",
        plan(
            py("one"), py("two", guard=when("==", 1, 2)),
            py("same", x=expression("choice", FromRan(step="two"), of("two"), of("one"))),
        ),
        results={"same": 1}, steps={"one": "succeeded", "two": "skipped", "same": "succeeded"},
    ),
    case(
        "skipped-into-or", "skip", "`or` takes the first value there is.",
        plan(py("one", guard=when("==", 1, 2)), py("two"), py("same", x=expression("or", of("one"), of("two")))),
        results={"same": 2},
    ),
    case(
        "after-a-skipped-one", "skip", "A step that only stands after a skipped one runs.",
        plan(py("one", guard=when("==", 1, 2)), py("two", after=("one",))), steps={"one": "skipped", "two": "succeeded"},
    ),
)  # fmt: skip

PARAMETERS: tuple[Case, ...] = (
    case(
        "parameter", "parameter", "A parameter takes what the run gives, then its environment variable, then its default.",
        plan(py("same", x=given("n")), parameters=(parameter("n", 1, type="int", variable="CONFORMANCE_N"),)),
        run(results={"same": 1}), run(environment={"CONFORMANCE_N": "2"}, results={"same": 2}),
        run(environment={"CONFORMANCE_N": "2"}, parameters={"n": "3"}, results={"same": 3}),
    ),
    case(
        "parameter-required", "parameter", "A required parameter without a value is refused before any step.",
        plan(py("same", x=given("n")), parameters=(Parameter(name="n", required=True),)),
        run(refused="'n'", calls=()), run(parameters={"n": 4}, results={"same": 4}),
    ),
    case(
        "parameter-unknown", "parameter", "A parameter that the plan does not have is refused, and what was meant is said.",
        plan(py("same", x=given("rate")), parameters=(parameter("rate", 1),)),
        run(parameters={"rat": 2}, refused="did you mean 'rate'"),
    ),
    case(
        "parameter-frozen", "parameter", "A parameter that was folded when the plan was compiled cannot be set.",
        plan(py("one"), parameters=(parameter("n", 1, origin="frozen"),)), run(parameters={"n": 2}, refused="-D n="),
    ),
    case(
        "parameter-of-another-type", "parameter", "A text that is no value of the parameter's type is refused.",
        plan(py("same", x=given("n")), parameters=(parameter("n", 1, type="int"),)), run(parameters={"n": "many"}, refused="int"),
    ),
    case(
        "parameter-optional", "parameter", "An optional parameter that nothing gives is left to the function's default.",
        plan(py("add", x=1, bindings=(bound("x", 1), bound("y", FromDefault())))), results={"add": 11},
    ),
)  # fmt: skip

VALUES: tuple[Case, ...] = (
    case(
        "values-keep-their-types", "value", "Values are handed on as they are, with their types.",
        plan(py("kinds_of_values"), py("types_of", x=of("kinds_of_values"))),
        results={"types_of": ["3:str", "bytes:bytes", "float:float", "path:PosixPath", "set:set", "tuple:tuple"]},
    ),
    case(
        "values-of-own-classes", "value", "Objects of the project's classes are handed on.",
        plan(py("point"), py("x_of", point=of("point"))), results={"x_of": 3},
    ),
    case(
        "values-that-are-big", "value", "Large values are handed on.",
        plan(py("big"), py("length", x=of("big"))), results={"length": 100_000},
    ),
    case(
        "values-are-copies", "value", "What a step changes in a value, no other step sees.",
        plan(py("rows"), py("changes", x=of("rows")), py("length", x=of("rows"), after=("changes",))),
        results={"changes": 4, "length": 3},
    ),
    case(
        "item-of-an-output", "value", "A binding may take one item of an output.",
        plan(py("mapping"), py("same", x=of("mapping", item="b"))), results={"same": [2.0, True, None]},
    ),
    case(
        "expressions", "value", "A binding may be a small expression over other values.",
        plan(
            py("one"), py("rows"),
            py("same", x=expression("dict", "n", expression("+", of("one"), given("k")), "f", expression("format", "row ", expression("formatted", expression("index", of("rows"), 0), "", "03d")), "l", expression("len", of("rows")))),
            parameters=(parameter("k", 5),),
        ),
        results={"same": {"n": 6, "f": "row 003", "l": 3}},
    ),
    case(
        "expression-fails", "value", "An expression that raises fails the step that asks for it.",
        plan(py("one"), py("same", x=expression("/", of("one"), 0))),
        state="failed", error={"same": "ZeroDivisionError"}, steps={"one": "succeeded", "same": "failed"},
    ),
    case(
        "adapt-cast", "value", "`cast` makes a value one of a type on its way in.",
        plan(sh("a", "export n=' 7'", "n"), py("double", bindings=(bound("x", of("a", "n"), Adapt(how="cast", type="builtins.int")),))),
        results={"double": 14},
    ),
    case(
        "adapt-cast-fails", "value", "A value that cannot be one of the type fails the step, and says which parameter.",
        plan(py("double", bindings=(bound("x", "seven", Adapt(how="cast", type="builtins.int")),))),
        state="failed", error={"double": "'x' cannot be read as builtins.int"}, calls=(),
    ),
    case(
        "adapt-json", "value", "`json` reads a text.",
        plan(py("same", bindings=(bound("x", "[1, 2.5]", Adapt(how="json")),))), results={"same": [1, 2.5]},
    ),
    case(
        "literals", "value", "Literals arrive as they were written.",
        plan(py("same", x={"f": 1.0, "t": (1, 2), "none": None, "big": 2**70, "é": "ü"})),
        results={"same": {"f": 1.0, "t": (1, 2), "none": None, "big": 2**70, "é": "ü"}},
    ),
)  # fmt: skip

OUTPUTS: tuple[Case, ...] = (
    case(
        "outputs-by-position", "output", "Several outputs are the items of what was returned.",
        plan(py("pair", gives="a b"), py("same", x=of("pair", "b"))), results={"a": 1, "same": "b"},
    ),
    case(
        "outputs-of-another-number", "output", "A number of values that does not fit fails the step.",
        plan(py("triple", gives="a b")), state="failed", error={"triple": "declares 2 outputs, but returned 3 values"},
    ),
    case(
        "outputs-by-key", "output", "An output with a key is that entry of the returned mapping.",
        plan(py("mapping", gives="", outputs=(Output(name="x", key="a"),))), results={"x": 1},
    ),
    case(
        "outputs-without-the-key", "output", "A returned mapping without the key fails the step.",
        plan(py("mapping", gives="", outputs=(Output(name="x", key="c"),))), state="failed", error={"mapping": "'c'"},
    ),
    case(
        "outputs-of-none", "output", "None is a value like any other.",
        plan(py("none"), py("maybe", x=of("none"))), results={"none": None, "maybe": None},
    ),
    case(
        "outputs-that-nobody-declares", "output", "A result that no output is declared for is dropped.",
        plan(py("one", gives="")), steps={"one": "succeeded"}, results={},
    ),
    case(
        "outputs-as-json", "output", "What JSON cannot hold fails a step whose output is declared as json.",
        plan(py("point", gives="", outputs=(Output(name="p", format="json"),))), state="failed", error={"point": "declared as json"},
    ),
    case(
        "outputs-all-or-none", "output", "A failed step has no outputs, not even those that it could have given.",
        plan(py("pair", gives="", outputs=(Output(name="a", position=0), Output(name="p", position=3))), py("double", x=of("pair", "a"))),
        state="failed", steps={"pair": "failed", "double": "upstream failed"},
    ),
    case(
        "plan-results", "output", "The results of a plan are outputs under names of their own.",
        plan(py("pair", gives="a b"), results=named({"first": of("pair", "a"), "second": of("pair", "b")})),
        results={"first": 1, "second": "b"},
    ),
)  # fmt: skip

KEPT_APART: tuple[Case, ...] = (
    case(
        "fresh-processes", "process", "A step never sees what another has left in memory.",
        plan(py("a", "process"), py("b", "process", after=("a",)), py("x", "seen", x=of("a")), py("y", "seen", x=of("b"))),
        results={"x": 1, "y": 1},
    ),
    case(
        "working-directory", "process", "A step runs in the project's folder.",
        plan(py("reads", path="data/x.txt")), run(files={"data/x.txt": "here\n"}, results={"reads": "here"}),
    ),
    case(
        "module-does-not-import", "process", "A function of a module that is not there fails its step.",
        plan(py("a", run=PythonRun(function=FunctionRef(module="nowhere", qualname="one")))),
        state="failed", error={"a": "nowhere"},
    ),
    case(
        "function-is-gone", "process", "A function that its module does not have fails its step.",
        plan(py("a", "no_such_function")), state="failed", error={"a": "no_such_function"},
    ),
    case(
        "map-of-any-values", "map", "The elements of a map may be of any kind.",
        plan(around("m", each([None, "a", (1,), 2.5], body(py("same", x=item()))), "same")), results={"same": [None, "a", (1,), 2.5]},
    ),
)  # fmt: skip
