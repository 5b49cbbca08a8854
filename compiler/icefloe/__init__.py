"""Icefloe checks, freezes and exports pipelines written in Python, without importing or running them.

The words to write a pipeline with (`from icefloe import step, pipeline`) are given lazily. This module runs before
`__main__` has dropped the working directory from `sys.path`, so it must not import anything by itself.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from icefloe.sdk import (
        CircuitBreaker,
        Context,
        Dataset,
        If,
        MapResult,
        MapTask,
        Metrics,
        Model,
        Pipeline,
        Schedule,
        context,
        dynamic,
        freeze_pipeline,
        group,
        load_run,
        map_task,
        on_failure,
        parallel_map,
        pipeline,
        retry,
        schedule,
        step,
        unless,
        when,
    )
    from icefloe_schema.version import VERSION as __version__  # noqa: N811  # a module has its version under this name

__all__ = [
    "CircuitBreaker",
    "Context",
    "Dataset",
    "If",
    "MapResult",
    "MapTask",
    "Metrics",
    "Model",
    "Pipeline",
    "Schedule",
    "__version__",
    "context",
    "dynamic",
    "freeze_pipeline",
    "group",
    "load_run",
    "map_task",
    "on_failure",
    "parallel_map",
    "pipeline",
    "retry",
    "schedule",
    "step",
    "unless",
    "when",
]


def __getattr__(name: str) -> object:
    """Give a native word or the version, importing what holds it only now."""
    if name == "__version__":
        from icefloe_schema.version import VERSION

        return VERSION
    if name in __all__:
        from icefloe import sdk

        return getattr(sdk, name)
    raise AttributeError(f"module 'icefloe' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the native words too, although they are not loaded yet."""
    return sorted({*globals(), *__all__})
