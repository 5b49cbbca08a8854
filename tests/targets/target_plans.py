"""Plans made by hand: what the targets are tried on."""

from icefloe_runtimes.target import Options
from icefloe_schema.plan import (
    Binding,
    Body,
    Code,
    ExpressionGuard,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FunctionRef,
    MapRun,
    OnFailure,
    Output,
    Parameter,
    Plan,
    Policy,
    PythonRun,
    Resources,
    Retry,
    Schedule,
    ShellRun,
    Step,
)


def python(name: str) -> PythonRun:
    return PythonRun(function=FunctionRef(module="sums", qualname=name))


def bound(**values: object) -> tuple[Binding, ...]:
    return tuple(Binding(parameter=name, value=value) for name, value in values.items())  # type: ignore[arg-type]


def output(step: str, name: str) -> FromOutput:
    return FromOutput(step=step, name=name)


# Runs for real: tests/targets/project/sums.py holds its functions.
SUMS = Plan(
    name="Sums of squares",
    dialect="native",
    entry="sums:PLAN",
    description="Loads numbers, squares them and adds them up.",
    code=Code(paths=(".",), modules={"sums": "sums.py"}),
    parameters=(
        Parameter(name="count", type="int", default=3),
        Parameter(name="scale", type="float", default={"$float": "1.0"}),
        Parameter(name="shape", type="int", default=7, origin="frozen"),
    ),
    steps=(
        Step(
            id="load",
            run=python("load"),
            bindings=bound(count=FromParameter(name="count")),
            outputs=(Output(name="numbers", type="list[int]"),),
        ),
        Step(
            id="square[all]",
            run=python("square"),
            title="Square every number",
            bindings=bound(numbers=output("load", "numbers"), scale=FromParameter(name="scale")),
            outputs=(Output(name="squares", type="list[float]"),),
        ),
        Step(
            id="total",
            run=python("total"),
            bindings=bound(squares=output("square[all]", "squares"), numbers=output("load", "numbers")),
            outputs=(Output(name="total", type="float"),),
            after=("square[all]",),
        ),
    ),
)

# Says everything that a job notation can say.
NIGHTLY = Plan(
    name="nightly",
    dialect="native",
    schedule=Schedule(cron="30 2 * * 1-5"),
    parameters=(Parameter(name="day", type="str", default="today"), Parameter(name="limit", type="int | None")),
    steps=(
        Step(id="fetch", run=ShellRun(command="curl -o data.csv"), policy=Policy(secrets=("API_TOKEN",))),
        Step(
            id="clean_up",
            run=python("clean_up"),
            bindings=bound(day=FromParameter(name="day"), limit=FromParameter(name="limit")),
            after=("fetch",),
            outputs=(Output(name="rows"),),
            policy=Policy(timeout=1800),
        ),
        Step(id="clean-up", run=python("other"), bindings=bound(rows=output("clean_up", "rows"))),
    ),
)

# Argo says all of it, GitHub not.
HEAVY = Plan(
    name="heavy",
    dialect="flowyml",
    concurrency=2,
    schedule=Schedule(interval=3600, timezone="Europe/Paris"),
    steps=(
        Step(
            id="train",
            run=python("train"),
            outputs=(Output(name="model", kind="model"),),
            policy=Policy(
                retry=Retry(attempts=3, delay={"$float": "1.5"}, factor=2, maximum_delay=60),
                timeout=90,
                resources=Resources(cpu="2", memory="4Gi", storage="10Gi", gpu_count=1),
                cache=True,
            ),
        ),
    ),
)

# Neither says it.
NESTED = Plan(
    name="nested",
    dialect="runnable",
    hooks={"on_end": "notify"},
    parameters=(Parameter(name="files", required=True),),
    steps=(
        Step(id="list", run=python("list"), outputs=(Output(name="files"),)),
        Step(
            id="each",
            run=MapRun(
                over=output("list", "files"),
                item="file",
                body=Body(
                    steps=(
                        Step(id="read", run=python("read"), bindings=bound(file=FromItem(name="file"))),
                        Step(id="count", run=python("count"), bindings=bound(text=output("read", "text"))),
                    )
                ),
            ),
            outputs=(Output(name="counts"),),
        ),
        Step(
            id="report",
            run=python("report"),
            bindings=bound(counts=output("each", "counts")),
            guard=ExpressionGuard(
                test=FromExpression(op=">", operands=(output("each", "counts"), FromLiteral(value=0)))
            ),
            policy=Policy(
                on_failure=OnFailure(action="continue"),
                retry=Retry(attempts=2, on=("OSError",), jitter=True, factor={"$float": "1.5"}),
                resources=Resources(memory="lots", gpu="A100"),
                timeout={"$float": "0.5"},
                environment="gpu",
                secrets=("LD_PRELOAD",),
            ),
            ends="failure",
        ),
    ),
)

PLANS = {"sums": SUMS, "nightly": NIGHTLY, "heavy": HEAVY, "nested": NESTED}

OPTIONS = Options(
    plan_path="project/sums.plan.json",
    root="project",
    requirements=("requests>=2", "pandas==2.2.*"),
    digest="0123456789abcdef" * 4,
    settings={"package": "icefloe==0"},
)
