"""One pipeline as a graph: what was added to it, under ids of its own, wired, guarded and ordered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from icefloe.builder import (
    contexts,
    differences,
    edits,
    gates,
    headers,
    misspelt,
    outright,
    parts,
    returns,
    steps,
    templates,
    wiring,
)
from icefloe.builder import site as sites
from icefloe.builder.drafts import Draft, draft
from icefloe.builder.expressions import Unreadable
from icefloe.builder.insides import Inside
from icefloe.builder.layers import STEPS, Decorated, decorated
from icefloe.builder.members import Member, named
from icefloe.builder.notes import Notes
from icefloe.builder.parts import Part
from icefloe.builder.site import Site
from icefloe.graph import Graph, Parameter
from icefloe.values import Argument, Known, Record, Unknown
from icefloe_schema.records import dataclass

_DEPTH = 8
_LATER = {
    "Pipeline.from_steps": "`from_steps`",
    "add_steps": "`add_steps`",
    "add_sub_pipeline": "`add_sub_pipeline`",
    "auto_discover": "`auto_discover`",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """Makes graphs of the pipelines of one site. `within` are the pipelines that are being read around this one.

    `inside` is set while the body of a dynamic step is read.
    """

    site: Site
    within: tuple[int, ...] = ()
    used: set[int] = field(default_factory=set[int])
    inside: Inside | None = None

    def graph(self, pipeline: Record, notes: Notes, outside: Iterable[str] = (), *, nested: bool = False) -> Graph:
        """The graph of one pipeline; `outside` are names that are given to it."""
        arguments = self._arguments(pipeline, notes)
        headers.check_options(arguments, pipeline, self.site, notes)
        misspelt.methods(pipeline, self.site, notes)
        title = headers.title(arguments, pipeline, notes)
        members = named(self.members(pipeline, title, notes))
        return self.wired(pipeline, arguments, title, members, outside, notes, nested=nested)

    def _arguments(self, pipeline: Record, notes: Notes) -> Mapping[str, Argument]:
        """What a pipeline was made with; one from a template is called like it, if nothing else is said."""
        found = headers.given(pipeline, self.site, notes)
        word = self.site.vocabulary.word(pipeline.path)
        # The name of one from a document is in there: that its steps are not known says enough.
        otherwise = "pipeline" if word == "Pipeline.from_definition" else ""
        name = templates.name(pipeline) if word == "create_from_template" else otherwise
        if not name or "name" in found:
            return found
        value = Known(value=name, span=pipeline.span)
        return {**found, "name": Argument(name="name", value=value, span=pipeline.span)}

    def wired(
        self,
        pipeline: Record,
        arguments: Mapping[str, Argument],
        title: str,
        members: Sequence[Member],
        outside: Iterable[str],
        notes: Notes,
        *,
        nested: bool,
    ) -> Graph:
        """The graph of a pipeline with these steps."""
        site = self.site
        context = self._context(pipeline, arguments.get("context"), notes)
        world = steps.World(
            site=site,
            context=context,
            record=_token(arguments.get("context")),
            outside=frozenset(outside) | outright.of_runs(pipeline, site),
            open=nested,
            template=self.template,
            inside=self.inside,
        )
        joined = steps.wired(members, world, notes)
        parameters = (*context, *joined.external)
        header = headers.header(pipeline, arguments, title, parameters, joined.steps, site, notes)
        graph = Graph(
            name=title,
            dialect=site.dialect,
            span=pipeline.span,
            token=pipeline.token,
            entry=header.entry,
            steps=gates.gated(joined.steps, notes),
            parameters=parameters,
            results=joined.results,
            holes=tuple(notes.holes),
            header=header,
        )
        drafts = {one.id: one.of for one in members if isinstance(one.of, Draft)}
        differences.remark(graph, drafts, arguments, site, notes)
        return graph

    def _context(self, pipeline: Record, given: Argument | None, notes: Notes) -> tuple[Parameter, ...]:
        """The values of a pipeline's context; those of a body are kept as they are, what they depend on is known."""
        if self.inside is not None and given is not None:
            found = contexts.entries(given, self.site, notes)
            return tuple(
                Parameter(name=key.value, type=self.site.reader.types.of(value), span=given.span, default=value)
                for key, value in found
                if isinstance(key, Known) and isinstance(key.value, str)
            )
        return _with_template(pipeline, contexts.parameters(given, self.site, notes), self.site)

    def members(self, pipeline: Record, title: str, notes: Notes) -> tuple[Member, ...]:
        """The steps of a pipeline, in the order in which they were added."""
        found: list[Member] = []
        added = parts.parts(pipeline, self.site, notes)
        from icefloe.builder import discovery

        if not added and discovery.wanted(pipeline):
            self._later("auto_discover", pipeline, notes)
            registered = discovery.registered(title, self.site)
            added = tuple(Part(kind="step", value=record, span=record.span) for record in registered)
        for part in added:
            if self.inside is None:
                parts.conditions(part, notes)
            if part.kind == "step":
                found += self._step(part, notes)
            elif part.kind == "nested" and isinstance(part.value, Record):
                found += self._nested(part.value, part, notes)
        for part in added:
            if part.kind == "flow":
                found = self._flow(part, found, notes)
        if self.site.vocabulary.word(pipeline.path) == "Pipeline.from_steps":
            self._later("Pipeline.from_steps", pipeline, notes)
        for call in list(self.site.calls(pipeline, "add_steps"))[:1]:
            self._later("add_steps", call, notes)
        return tuple(found)

    def _later(self, word: str, record: Record, notes: Notes) -> None:
        notes.original("FLO570", record.span, detail=_LATER[word])

    def _step(self, part: Part, notes: Notes) -> list[Member]:
        """One step that was added, with what was said of it at that place."""
        call = self.site.vocabulary.record(part.value, "sub_pipeline", "SubPipelineStep")
        if call is not None:
            return self._nested(call, part, notes)
        found = decorated(part.value, self.site.vocabulary)
        if not isinstance(found, Decorated) or (found.layer(*STEPS) is None and not part.plain):
            from icefloe.builder import refusals

            refusals.not_a_step(part, found, self.site.vocabulary, notes)
            return []
        if part.arguments and not part.plain:
            notes.original("FLO528", part.span, step=found.function.name)
        said = tuple(argument for argument in part.arguments if argument.name != "params")
        changed = edits.edited(found, (*edits.changes(part.value, self.site, notes), *said), plain=part.plain)
        path = part.path if self.inside is not None else ()
        if self.inside is not None:
            changed = self.inside.patterned(changed, path)
        one = draft(changed, self.site.reader, notes)
        if one is None:
            return []
        returns.remark(one, self.site.reader, notes)
        self.used.add(found.function.token)
        own = self.inside.defaults(found.function, path) if self.inside is not None else ()
        given = (*own, *outright.of_partial(found, notes), *outright.of_params(part.arguments, one, notes))
        return [Member(id=one.name, of=one, added=part.span, token=one.token, given=given, path=part.path)]

    def template(self, of: Draft, notes: Notes) -> Graph | Unreadable:
        """The template of what a dynamic step builds, or why it has none."""
        body = self.site.reader.apply(of.function)
        returned = [effect.value for effect in body.effects if effect.kind == "return"]
        made = [self.site.vocabulary.pipeline(value) for value in returned]
        first = made[0] if made else None
        if first is None or any(one is None or one.token != first.token for one in made):
            value = next((value for value in returned if isinstance(value, Unknown)), None)
            why = value.why if value is not None else "it returns no single pipeline that its code shows"
            return Unreadable(why, Known(value=None, span=of.function.name_span))
        if {first.token, of.function.token} & set(self.within) or len(self.within) > _DEPTH:
            return Unreadable("it builds itself", first)
        slots = wiring.slots(of.function, self.site.reader)
        inside = Inside(reader=self.site.reader, parameters=frozenset(slot.name for slot in slots))
        site = sites.site((*self.site.traces, body), self.site.reader, self.site.vocabulary, self.site.dialect)
        inner = Notes(dialect=notes.dialect, version=notes.version)
        assembly = replace(self, site=site, within=(*self.within, first.token, of.function.token), inside=inside)
        try:
            arguments = headers.given(first, site, inner)
            title = headers.title(arguments, first, inner)
            members = named(assembly.members(first, title, inner))
            graph = assembly.wired(first, arguments, title, members, (), inner, nested=True)
            defaults = {formal.name: formal.default for formal in of.function.parameters}
            from icefloe.builder import dynamics

            found = dynamics.template(graph, {one.id: one.path for one in members}, inside, slots, defaults)
        except Unreadable as reason:
            return reason
        notes.findings += inner.findings
        return found

    def _nested(self, call: Record, part: Part, notes: Notes) -> list[Member]:
        """A pipeline that was added as a step."""
        self._later("add_sub_pipeline", call, notes)

        def build(child: Record, outside: Iterable[str]) -> Graph | None:
            if child.token in self.within:
                return None
            inner = Notes(dialect=notes.dialect, version=notes.version)
            made = replace(self, within=(*self.within, child.token)).graph(child, inner, outside, nested=True)
            # Where the child is a pipeline of its own too, this is told there in the same words.
            notes.findings += inner.findings
            return made

        from icefloe.builder import nesting

        found = nesting.nested(call, self.site, notes, build)
        if found is None:
            return []
        if found.mapped or call.argument("output_mapping") is not None:
            notes.original("FLO523", call.span)
        return [Member(id=found.name, of=found, added=part.span, token=call.token, path=part.path)]

    def _flow(self, part: Part, found: list[Member], notes: Notes) -> list[Member]:
        """The steps of a branch: those that are in the pipeline already get its tests, the others are added."""
        members = list(found)
        word = self.site.vocabulary.word(part.value.path) if isinstance(part.value, Record) else ""
        notes.original("FLO515" if word == "If" else "FLO517", part.span)
        from icefloe.builder import flows

        for branch in flows.branches(part.value, part.span, self.site, notes):
            token = getattr(branch.value, "token", 0)
            at = next((i for i, one in enumerate(members) if one.token == token and token), None)
            if at is not None:
                notes.original("FLO518", branch.span, step=members[at].name)
                members[at] = replace(members[at], tests=(*members[at].tests, branch.tests))
                continue
            plain = Part(kind="step", value=branch.value, span=branch.span, path=part.path, plain=word != "If")
            members += [replace(one, tests=(branch.tests,)) for one in self._branch(plain, notes)]
        return members

    def _branch(self, part: Part, notes: Notes) -> list[Member]:
        """A step, or a pipeline, in a branch."""
        child = self.site.vocabulary.pipeline(part.value)
        if child is None:
            return self._step(part, notes)
        argument = Argument(name=None, value=child, span=part.span)
        call = Record(path="", function=child, arguments=(argument,), token=child.token, span=part.span)
        return self._nested(call, part, notes)


def _token(context: Argument | None) -> int:
    """The identity of the record of a pipeline's context."""
    return context.value.token if context is not None and isinstance(context.value, Record) else 0


def _with_template(pipeline: Record, context: tuple[Parameter, ...], site: Site) -> tuple[Parameter, ...]:
    """The context of a pipeline; one that is made from a template has its own."""
    if site.vocabulary.word(pipeline.path) != "create_from_template":
        return context
    given = templates.context(pipeline)
    return tuple(
        Parameter(name=one.name or "", type=site.reader.types.of(one.value), span=one.span, default=one.value)
        for one in given
    )
