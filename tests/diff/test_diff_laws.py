"""What holds of the difference of any two plans."""

from collections import Counter

import jsonschema
from generated_plans import PLANS, mutants, renamings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icefloe.diff import compare, markdown, side_of_plan, text
from icefloe.diff.markdown import LIMIT
from icefloe_schema.codec import from_json, to_json
from icefloe_schema.difference import Difference
from icefloe_schema.generate import FILES
from icefloe_schema.leaves import plan_leaves
from icefloe_schema.plan import Plan

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PAIRS = mutants() | renamings() | st.tuples(PLANS, PLANS)
SCHEMA = jsonschema.Draft202012Validator(FILES["difference.schema.json"]())


def difference(old: Plan, new: Plan) -> Difference:
    return compare(side_of_plan("old", old), side_of_plan("new", new))


@SLOW
@given(PLANS)
def test_nothing_differs_from_itself(plan: Plan) -> None:
    found = difference(plan, plan)
    assert found.same
    assert text.render(found) == ""


@SLOW
@given(PAIRS)
def test_there_is_a_difference_just_where_the_leaves_of_the_lock_differ(pair: tuple[Plan, Plan]) -> None:
    old, new = pair
    leaves = [dict(plan_leaves("n", one)) for one in pair]
    found = difference(old, new)
    assert found.same == (leaves[0] == leaves[1]), [change.message for change in found.changes()]


@SLOW
@given(PAIRS)
def test_the_other_way_round_what_came_has_gone(pair: tuple[Plan, Plan]) -> None:
    turned = {"added": "removed", "removed": "added"}
    there = Counter(
        (change.kind, change.how, change.at, change.old, change.new) for change in difference(*pair).changes()
    )
    back = Counter(
        (
            change.kind,
            turned.get(change.how, change.how),
            _at(change.how, change.at, change.old, change.new),
            change.new,
            change.old,
        )
        for change in difference(*reversed(pair)).changes()
    )
    assert {one[:2] for one in there} == {one[:2] for one in back}
    assert Counter(one[:2] + one[3:] for one in there.elements()) == Counter(
        one[:2] + one[3:] for one in back.elements()
    )


def _at(how: str, at: str, old: str, new: str) -> str:
    return at.replace(new, old) if how == "renamed" else at


@SLOW
@given(PAIRS)
def test_every_difference_is_said_in_all_voices(pair: tuple[Plan, Plan]) -> None:
    found = difference(*pair)
    document = to_json(found)
    SCHEMA.validate(document)
    assert from_json(Difference, document) == found
    assert len(markdown.render(found).encode()) < LIMIT
    lines = text.render(found).splitlines()
    changes = [line for line in lines if line.startswith("    ")]
    assert len(changes) == len([*found.changes()])
    counts = to_json(found.counts)
    assert sum(counts[name] for name in ("breaking", "behaviour", "code", "note")) == len(changes)
