"""Names and methods that there are none of, and that are nearly called like one that there is."""

from collections.abc import Iterator

from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.findings import Finding
from icefloe.fixes import close_matches
from icefloe.values import Record, Reference

# What the original's `Pipeline` has, as far as it is documented; other names are reported only where they are close.
_METHODS = (
    "add_step", "add_steps", "add_sub_pipeline", "add_control_flow", "build", "run", "dry_run", "rerun", "visualize",
    "schedule", "from_steps", "save_version", "compare_with", "rollback", "freeze", "verify", "to_definition",
    "from_definition", "list_versions", "check_cache", "invalidate_cache",
)  # fmt: skip
_CLOSE = 0.8
# The words without which nothing is found in a file, and what is like them and is another one.
_WORDS = ("Pipeline", "context", "pipeline", "step")
_OTHERS = ("Context", "Step", "pipelines", "steps")
_CLOSER = 0.87


def imports(site: Site) -> Iterator[Finding]:
    """Report misspelt words that the file imports: what is made with them is not found."""
    package = site.vocabulary.package
    for value in site.trace.scope.values():
        owner, _, name = value.path.rpartition(".") if isinstance(value, Reference) else ("", "", "")
        if owner != package or name in _WORDS or name in _OTHERS:
            continue
        near = close_matches(name, _WORDS, 1, _CLOSER)
        if near:
            yield Finding(
                code="FLO132",
                message=f"`{package}` has no `{name}`; did you mean `{near[0]}`?",
                span=value.span,
                label="an ImportError when it runs",
                help=f"import `{near[0]}`: nothing is found that is made with a name that is not known",
            )


def methods(pipeline: Record, site: Site, notes: Notes) -> None:
    """Report calls of a pipeline's methods that are misspelt: what they were to do is not done."""
    for effect in site.on.get(pipeline.token, ()):
        call = effect.value
        if effect.kind != "call" or not isinstance(call, Record) or call.receiver is None:
            continue
        name = call.path.rpartition(".")[2]
        near = close_matches(name, _METHODS, 1, _CLOSE) if name not in _METHODS else []
        if near:
            notes.add(
                "FLO132",
                f"`Pipeline` has no method `{name}`; did you mean `{near[0]}`?",
                call.span,
                help=f"write `{near[0]}`: what this call was to do is not done",
            )
