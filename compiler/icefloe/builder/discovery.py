"""`auto_discover=True`: the steps that the modules of a file register, in the order in which they are imported."""

from icefloe.builder import options
from icefloe.builder.layers import Decorated, decorated
from icefloe.builder.site import Site
from icefloe.values import Known, Record, Table


def wanted(pipeline: Record) -> bool:
    """Whether a pipeline asks for the steps that are registered."""
    given = pipeline.argument("auto_discover")
    return given is not None and isinstance(given.value, Known) and given.value.value is True


def registered(name: str, site: Site) -> tuple[Record, ...]:
    """The steps that a pipeline of that name finds: those that are registered for it, or for none."""
    found: dict[int, tuple[str, Record]] = {}
    for effect in site.effects:
        record = effect.value
        if effect.kind != "call" or not isinstance(record, Record) or effect.path:
            continue
        one = decorated(record, site.vocabulary)
        # Methods take steps as decorators take functions: `p.add_step(load)` registers nothing.
        if not isinstance(one, Decorated) or not one.layers or "." in one.layers[0].word:
            continue
        if one.layer("step") is not None and _of(one) in {"", name}:
            # What decorates a step later takes its place.
            found[one.function.token] = (record.path, record)
    return tuple(record for _, record in found.values() if _registers(record, site))


def _registers(record: Record, site: Site) -> bool:
    one = decorated(record, site.vocabulary)
    layer = one.layer("step") if isinstance(one, Decorated) else None
    given = layer.argument("register") if layer is not None else None
    return not (given is not None and isinstance(given.value, Known) and given.value.value is False)


def _of(one: Decorated) -> str:
    """The pipeline that a step is registered for, or nothing."""
    layer = one.layer("step")
    given = layer.argument("pipeline") if layer is not None else None
    if given is not None:
        return options.text(given)
    tags = layer.argument("tags") if layer is not None else None
    for key, value in tags.value.entries if tags is not None and isinstance(tags.value, Table) else ():
        if isinstance(key, Known) and key.value == "pipeline" and isinstance(value, Known):
            return str(value.value)
    return ""
