"""What is worth importing before steps are forked: what several of them would import themselves."""

import dis
import inspect
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from types import CodeType

from icefloe_runtimes.edges import bodies
from icefloe_runtimes.step.narrow import items
from icefloe_schema.plan import LoopRun, MapRun, Plan, Step

#: Libraries after whose import a fork is not safe, whatever their threads look like.
# fmt: off
UNSAFE = frozenset((
    "cudf", "cuml", "cupy", "dask_cudf", "grpc", "horovod", "jax", "jaxlib", "mpi4py", "numba", "polars", "pycuda",
    "pyspark", "ray", "rpy2", "tensorflow", "tensorflow_probability", "torch_xla", "vllm",
))
# fmt: on
#: Libraries whose threads are their own and go and come with a fork, as they are written for that.
HARMLESS = frozenset(("matplotlib", "numpy", "pandas", "pyarrow", "scipy", "sklearn", "statsmodels"))
#: Modules of the standard library that do something when they are imported.
_DOING = frozenset(("antigravity", "idlelib", "this", "turtle", "turtledemo"))
#: A module that sets variables may do it for a library that looks at them when it is imported.
_SETS = frozenset(("environ", "putenv"))
_MODULES = frozenset((".py", ".pyc", ".pyd", ".so"))
_NOTHING = "-"
_MOST_FILES = 200


class Wanted:
    """Says which modules to import before a step is forked; nothing that the project itself has a file for."""

    def __init__(self, plan: Plan, code: Path, left_out: frozenset[str] = frozenset()) -> None:
        self._folders = [code / path for path in plan.code.paths or (".",)]
        self._own = frozenset(_names(self._folders))
        self._often = frozenset(name for name, times in _uses(plan.steps, 1).items() if times > 1)
        self._left_out = left_out
        self._read: dict[str, tuple[str, ...]] = {}
        self._made_of: dict[str, tuple[str, ...]] = {}

    @property
    def own(self) -> frozenset[str]:
        """The modules and packages at the top of the project's folders."""
        return self._own

    def of(self, module: str, imports: Collection[str]) -> tuple[str, ...]:
        """What to import before steps of a module that import these libraries, each below the one it stands in."""
        self._look(module)
        named = self._read[module]
        libraries = frozenset[str]() if _NOTHING in named else self._often & set(imports) - UNSAFE
        allowed = (libraries | sys.stdlib_module_names - _DOING) - self._own - self._left_out
        if "pandas" in libraries:
            # Frames are stored with it, where it is installed.
            libraries, named = libraries | {"pyarrow"}, (*named, "pyarrow.parquet")
            allowed |= {"pyarrow"} - self._own - self._left_out
        # Those that may have threads first: what comes after them is then judged by its own.
        found = sorted(libraries & allowed, key=lambda name: (name not in HARMLESS, name))
        return tuple(dict.fromkeys([*found, *(name for name in named if name.partition(".")[0] in allowed)]))

    def project(self, module: str) -> tuple[str, ...]:
        """The modules of the project that a module imports, and itself."""
        self._look(module)
        return self._made_of[module]

    def _look(self, module: str) -> None:
        if module not in self._read:
            own: dict[str, None] = {}
            self._read[module] = tuple(dict.fromkeys(self._imported(module, own)))
            self._made_of[module] = tuple(own)

    def _imported(self, module: str, seen: dict[str, None]) -> Iterator[str]:
        """What the module and those of the project that it imports name in their imports; these come into `seen`."""
        todo = [module]
        while todo and len(seen) < _MOST_FILES:
            name = todo.pop()
            if name in seen:
                continue
            seen[name] = None
            code = self._compiled(name)
            if code and _SETS & set(code.co_names):
                yield _NOTHING
            for one in _imports(code, name) if code else ():
                if one.partition(".")[0] in self._own:
                    todo.append(one)
                else:
                    yield one

    def _compiled(self, module: str) -> CodeType | None:
        """The module as code that nobody runs."""
        place = Path(*module.split("."))
        for folder in self._folders:
            for file in (folder / place.with_suffix(".py"), folder / place / "__init__.py"):
                try:
                    return compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
                except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                    continue
        return None


def _imports(code: CodeType, module: str) -> Iterator[str]:
    """The names of all modules that may be meant; whether `from a import b` means a module, only importing tells."""
    if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        yield "asyncio"
    # Before each import its level and the names that it takes are loaded.
    loaded: list[object] = [0, None]
    for one in dis.get_instructions(code):
        if one.opname.startswith("LOAD_"):
            loaded = [loaded[-1], one.argval]
        elif one.opname == "IMPORT_NAME":
            level, names = loaded
            base = _absolute(str(one.argval), level if isinstance(level, int) else 0, module)
            if base:
                yield base
                yield from (f"{base}.{name}" for name in items(names) or () if name != "*")
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _imports(constant, module)


def _absolute(name: str, level: int, module: str) -> str:
    above = module.split(".")[:-level] if level else []
    return ".".join([*above, *([name] if name else [])])


def _uses(steps: tuple[Step, ...], times: int) -> Counter[str]:
    """How often each library is imported in a run; what is inside a map or a loop, more than once."""
    found: Counter[str] = Counter()
    for step in steps:
        inner = bodies(step)
        repeated = 2 if isinstance(step.run, MapRun | LoopRun) else times
        for _name, body in inner:
            found += _uses(body.steps, repeated)
        if not inner:
            for name in step.imports:
                found[name] += times
    return found


def _names(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        if folder.is_dir():
            yield from (
                one.name.partition(".")[0] for one in folder.iterdir() if one.suffix in _MODULES or one.is_dir()
            )
