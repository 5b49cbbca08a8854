"""The rules: one file each, listed here by hand so that nothing is registered by being imported."""

from collections.abc import Iterator
from types import ModuleType

from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.nested import graphs
from icefloe.rule import Rule
from icefloe.rules import (
    build_time_effect,
    cached_live_value,
    changing_value,
    cycle,
    duplicate_step,
    empty_pipeline,
    environment_branch,
    exit_in_step,
    file_between_steps,
    global_of_another_step,
    global_state,
    hard_coded_location,
    hard_coded_parameter,
    input_changed_in_place,
    machine_bound_path,
    missing_input,
    missing_parameter,
    module_object_changed,
    monolith,
    network_without_retry,
    output_produced_twice,
    return_arity,
    secret_in_source,
    shared_default,
    skipped_producer,
    step_in_step,
    swallowed_failure,
    type_mismatch,
    unannotated_edge,
    undeclared_dependency,
    undefined_name,
    undocumented_step,
    unresolvable_shape,
    unrouted_output,
    unseeded_random,
    unused_output,
    vague_name,
    waits_for_a_person,
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
    build_time_effect,
    environment_branch,
    hard_coded_parameter,
    monolith,
    secret_in_source,
    changing_value,
    undeclared_dependency,
    unannotated_edge,
    undocumented_step,
    vague_name,
    cached_live_value,
    input_changed_in_place,
    module_object_changed,
    shared_default,
    machine_bound_path,
    swallowed_failure,
    unseeded_random,
    file_between_steps,
    global_of_another_step,
    network_without_retry,
    hard_coded_location,
    waits_for_a_person,
    exit_in_step,
    unrouted_output,
)

RULES: tuple[Rule, ...] = tuple(module.RULE for module in MODULES)


def check(graph: Graph, types: Types, every: bool = False) -> Iterator[Finding]:
    """The findings of rules in a graph and in every graph inside it, but of those that its dialect has judged.

    Rules that are off by default are asked only if `every` one is.
    """
    for part in graphs(graph):
        for rule in RULES:
            if (every or rule.default) and rule.code not in part.told and (part is graph or not rule.whole):
                yield from rule.check(part, types)


def page(code: str) -> str | None:
    """The page of a rule, by its code (`FLO201`) or its name (`missing-input`); None if there is no such rule."""
    for module, rule in zip(MODULES, RULES, strict=True):
        if code.upper() == rule.code or code.lower() == rule.name:
            return (module.__doc__ or "").strip() + "\n"
    return None
