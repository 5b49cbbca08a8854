"""A step may ask whether another one ran, and is not skipped because it did not."""

import pytest
from runtime_project import Project, bind, call, of, one

from icefloe_schema.plan import ExpressionGuard, FromExpression, FromLiteral, FromOutput, FromRan, Output


@pytest.mark.parametrize(("taken", "expected"), [("left", ("left", True, False)), ("right", ("right", False, True))])
def test_whether_a_step_ran_can_be_asked(project: Project, taken: str, expected: tuple[str, bool, bool]) -> None:
    project.write(
        "def pick():\n"
        f"    return {taken!r}\n\n"
        "def left():\n    return 1\n\n"
        "def right():\n    return 2\n\n"
        "def both(picked, left, right):\n    return [picked, left, right]\n"
    )

    def only_if(name: str) -> ExpressionGuard:
        picked = FromOutput(step="pick", name="pick")
        return ExpressionGuard(test=FromExpression(op="==", operands=(picked, FromLiteral(value=name))))

    result = project.run(
        one("pick", run=call("pick"), outputs=(Output(name="pick"),)),
        one("left", run=call("left"), outputs=(Output(name="left"),), guard=only_if("left")),
        one("right", run=call("right"), outputs=(Output(name="right"),), guard=only_if("right")),
        one(
            "both",
            run=call("both"),
            bindings=bind(picked=of("pick", "pick"), left=FromRan(step="left"), right=FromRan(step="right")),
            outputs=(Output(name="both"),),
        ),
    )
    assert result.success, result.summary()
    assert tuple(result["both"]) == expected
