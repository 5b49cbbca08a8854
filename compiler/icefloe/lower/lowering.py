"""From a graph to a plan, or to the reasons why it has none.

A graph that a plan cannot say gives findings in place of a plan. Those that a rule makes too carry the rule's code, so
that a reader who ran the rules first meets each fault once.
"""

from dataclasses import replace

from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.lower.descent import Descent, Imports, Spell, remade
from icefloe_schema import codec, plan
from icefloe_schema.errors import SchemaError


def lower(graph: Graph, *, code: plan.Code, spell: Spell, imports: Imports) -> plan.Plan | tuple[Finding, ...]:
    """The plan of a graph, or the findings that say why it has none.

    `spell` writes a type, `imports` names the third-party packages that a function needs. Steps come in an order in
    which they can run, as near to the order of registration as that allows. `graph.header` gives the header's fields
    but for name, dialect, parameters, steps, results, files and code.
    """
    down = Descent(spell=spell, imports=imports, remade=remade(graph))
    whole = _whole(graph, down, code)
    if down.findings:
        return tuple(sorted(set(down.findings), key=lambda finding: finding.order))
    try:
        # What is written must be readable: limits and forms are the reader's to say.
        return codec.loads(codec.dumps(whole))
    except SchemaError as error:
        return (_unwritable(graph, error),)


def sketch(graph: Graph, *, code: plan.Code, spell: Spell, imports: Imports) -> plan.Plan:
    """A plan to look at, whatever is wrong with the graph: what is not known is left out, and no run can take it."""
    return _whole(graph, Descent(spell=spell, imports=imports, remade=remade(graph)), code)


def _whole(graph: Graph, down: Descent, code: plan.Code) -> plan.Plan:
    body = down.body(graph)
    header = graph.header or plan.Plan(name=graph.name, dialect=graph.dialect)
    return replace(
        header,
        name=graph.name,
        dialect=graph.dialect,
        entry=graph.entry or header.entry,
        parameters=body.parameters,
        steps=body.steps,
        results=body.results,
        groups=body.groups,
        files=graph.files or header.files,
        code=code,
    )


def _unwritable(graph: Graph, error: SchemaError) -> Finding:
    message = f"pipeline `{graph.name}` cannot be written as a plan: {error.message}"
    place = f"the plan's `{error.at}`" if error.at else "the plan as a whole"
    return Finding(code="FLO133", message=message, span=graph.span, label=place, help="change what the plan says there")
