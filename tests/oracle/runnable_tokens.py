"""Tokens that stand for values while the original runs a DAG, and a note of which parameter each of them has reached.

Every function is replaced by one of the same signature that gives a token for each name that its task returns, every
shell and every notebook by one that does the same. This runs inside the original's venv.

Nothing here is annotated, for every object is the original's.
"""

import argparse
import importlib
import inspect
import json
import types
from pathlib import Path

from original_standin import AnyType


class ToldToFailError(Exception):
    """A task that shall fail has been reached."""


class Flow:
    """What reaches what: filled over several runs of one DAG."""

    def __init__(self, names, lists, asked=()):
        self.names = names
        self.lists = lists
        self.asked = asked
        self.tokens = {}
        self.sources = {}
        self.bound = {}
        self.casts = {}
        self.offered = {}
        self.broken = {}
        self.uncallable = set()
        self.lost = set()
        self.unseen = set()
        self.files = {}
        self.taken = set()
        self.absent = set()
        self.node = None
        self.items = {}
        self.failing = None
        self.only = None
        self.branches = {}

    # --- values ---------------------------------------------------------------------------------------------------

    def token(self, source):
        """A text that stands for a value."""
        if source not in self.sources:
            self.sources[source] = f"token{len(self.sources)}"
            self.tokens[self.sources[source]] = source
        return self.sources[source]

    def value(self, name, source):
        """A value of a name: a list of one token where something is mapped over that name."""
        return [self.token(source)] if name in self.lists else self.token(source)

    def told(self, name, value):
        """Where a value comes from."""
        if name in self.items and self.items[name] == value:
            return {f"item {name}"}
        if isinstance(value, str) and value in self.tokens:
            return {self.tokens[value]}
        if isinstance(value, (list, tuple)):
            found = [self.told("", item) for item in value]
            return set().union(*found)
        if isinstance(value, Given):
            return {value.word}
        return {"nothing"} if value == "" else {f"value {value!r}"}

    def note(self, where, parameter, name, value):
        """One value has reached one parameter."""
        if self.counts():
            self.bound.setdefault((where, parameter), set()).update(self.told(name, value))

    def counts(self):
        """Whether what happens now is to be noted: in a run that fails only what runs because of that."""
        where = self.node[0]
        return self.only is None or any(where == one or where.startswith(f"{one}/") for one in self.only)

    # --- what the original calls -----------------------------------------------------------------------------------

    def enter(self, node, iteration):
        """A task or a composite is about to run."""
        self.node = (self.names[node.internal_name], node)
        self.items = {k: v.value for k, v in ((iteration.map_variable if iteration else None) or {}).items()}

    def task(self):
        """What the node runs; a job is one itself."""
        node = self.node[1]
        return node.executable if hasattr(node, "executable") else node

    def results(self, returns):
        """What a task gives."""
        where = self.node[0]
        if self.failing == where:
            raise ToldToFailError(where)
        return [self.value(one.name, f"{where}.{one.name}") for one in returns]

    def load(self, module):
        """What stands for an imported module: its functions give tokens."""
        return _Module(self, module, self.node[0], self.task().returns)

    def shell(self, *args, env, **kwargs):
        """A shell that has run: it saw this environment, and exports what is asked of it."""
        where, task = self.node[0], self.task()
        hidden = {name for name in env if name.startswith("RUNNABLE_")} | {n for n in task.secrets if not env.get(n)}
        self.offer(where, {name: _json(text) for name, text in env.items() if name not in hidden})
        try:
            values = self.results(task.returns)
        except ToldToFailError:
            return types.SimpleNamespace(communicate=lambda: ("", "failed"), returncode=1)
        lines = [f"{one.name}={json.dumps(value)}" for one, value in zip(task.returns, values, strict=True)]
        said = "\n".join(["=== COLLECT ===", *lines])
        return types.SimpleNamespace(communicate=lambda: (said, ""), returncode=0)

    def notebook(self, *args, parameters, output_path, **kwargs):
        """A notebook that has run with these values."""
        Path(output_path).write_text("", encoding="utf-8")
        self.offer(self.node[0], parameters)

    def namespace(self, *args, **kwargs):
        """The names of a notebook that has run."""
        task = self.task()
        values = dict(zip([one.name for one in task.returns], self.results(task.returns), strict=True))
        return types.SimpleNamespace(get_namespace=lambda: values)

    def offer(self, where, values):
        """All these names are there for a shell or a notebook to read."""
        if self.counts():
            for name, value in values.items():
                self.offered.setdefault(where, {}).setdefault(name, set()).update(self.told(name, value))

    def answer(self):
        """All of it as JSON."""
        return {
            "bound": sorted([where, p, sorted(found)] for (where, p), found in self.bound.items()),
            "casts": sorted([where, p, cast] for (where, p), cast in self.casts.items()),
            "offered": {w: {n: sorted(found) for n, found in names.items()} for w, names in self.offered.items()},
            "broken": self.broken,
            "uncallable": sorted(self.uncallable),
            "lost": sorted(self.lost),
            "unseen": sorted(self.unseen),
            "files": sorted(map(list, self.taken)),
            "absent": sorted(map(list, self.absent)),
        }


class Given:
    """The default of a parameter, or that nothing gives it."""

    def __init__(self, word):
        self.word = word


class _Module:
    """A module whose functions note what they get, and give tokens."""

    def __init__(self, flow, name, where, returns):
        self.__dict__.update(flow=flow, name=name, where=where, returns=returns)

    def __getattr__(self, name):
        flow, where = self.flow, self.where
        try:
            function = getattr(importlib.import_module(self.name), name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the original would meet it here
            flow.broken[where] = f"{type(error).__name__}: {error}"
            function = _unknown
        if isinstance(function, AnyType):
            flow.unseen.add(where)
            function = _unknown
        is_async = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
        values = lambda: tuple(flow.results(self.returns)) or None  # noqa: E731

        def give(**arguments):
            return values() if len(self.returns) != 1 else values()[0]

        async def give_async(**arguments):
            return give(**arguments)

        made = give_async if is_async else give
        made.__signature__ = _open(function)
        made.__name__ = name
        made.original = function
        return made


def _unknown():
    """Stands for a function that the original cannot import, or that nobody has."""


def _open(function):
    """The signature of a function where everything has a default, and nothing a type but for a namespace."""
    signature = inspect.signature(function)
    opened = []
    for one in signature.parameters.values():
        if one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) or one.annotation == argparse.Namespace:
            opened.append(one)
            continue
        given = Given("missing" if one.default is one.empty else "default")
        opened.append(one.replace(default=given, annotation=one.empty, kind=one.KEYWORD_ONLY))
    return inspect.Signature(sorted(opened, key=lambda one: one.kind))


def _json(text):
    try:
        return json.loads(text)
    except (ValueError, TypeError):
        return text
