"""The rules: one file each, listed here by hand so that nothing is registered by being imported."""

from collections.abc import Iterator
from types import ModuleType

from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.nested import graphs
from icefloe.rule import Rule
from icefloe.rules import (
    cycle,
    duplicate_step,
    empty_pipeline,
    global_state,
    missing_input,
    missing_parameter,
    output_produced_twice,
    return_arity,
    skipped_producer,
    step_in_step,
    type_mismatch,
    undefined_name,
    unresolvable_shape,
    unused_output,
)

MODULES: tuple[ModuleType, ...] = (
    duplicate_step,
    cycle,
    unresolvable_shape,
    empty_pipeline,
    missing_input,
    output_produced_twice,
    unused_output,
    missing_parameter,
    type_mismatch,
    return_arity,
    skipped_producer,
    global_state,
    undefined_name,
    step_in_step,
)

RULES: tuple[Rule, ...] = (
    duplicate_step.RULE,
    cycle.RULE,
    unresolvable_shape.RULE,
    empty_pipeline.RULE,
    missing_input.RULE,
    output_produced_twice.RULE,
    unused_output.RULE,
    missing_parameter.RULE,
    type_mismatch.RULE,
    return_arity.RULE,
    skipped_producer.RULE,
    global_state.RULE,
    undefined_name.RULE,
    step_in_step.RULE,
)


def check(graph: Graph, types: Types) -> Iterator[Finding]:
    """The findings of all rules in a graph and in every graph inside it, but of those that its dialect has judged."""
    for part in graphs(graph):
        for rule in RULES:
            if rule.code not in part.told and (part is graph or not rule.whole):
                yield from rule.check(part, types)


def page(code: str) -> str | None:
    """The page of a rule, by its code (`FLO201`) or its name (`missing-input`); None if there is no such rule."""
    for module, rule in zip(MODULES, RULES, strict=True):
        if code.upper() == rule.code or code.lower() == rule.name:
            return (module.__doc__ or "").strip() + "\n"
    return None
