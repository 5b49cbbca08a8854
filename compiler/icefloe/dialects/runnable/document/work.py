"""What the steps of a pipeline in YAML do."""

from collections.abc import Callable

from icefloe.dialect import Reader
from icefloe.dialects.runnable.document.faults import REFUSED, near, note, respelt
from icefloe.dialects.runnable.document.function import function
from icefloe.dialects.runnable.document.node import COMMANDS, Node
from icefloe.dialects.runnable.document.table import Part, plain
from icefloe.dialects.runnable.written import (
    Chain,
    Conditional,
    Loop,
    Map,
    Notebook,
    Parallel,
    Python,
    Shell,
    Stub,
    Text,
    Work,
)
from icefloe.fixes import quoted, removed, renamed
from icefloe.values import Known, Table
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """Reads what steps do; `inner` reads the chain of a branch."""

    path: str
    reader: Reader
    inner: Callable[[Part], Chain]

    def of(self, node: Node) -> Work:
        """What a step does; what is wrong with it is told, and it does nothing then."""
        part = node.part
        match node.kind:
            case "task":
                return self._task(node)
            case "parallel":
                return Parallel(branches=self._branches(part))
            case "conditional":
                if part.has("default"):
                    part.faults.warn(
                        "FLO238",
                        f"`default` of {part.what} is never run",
                        part.key("default"),
                        label="runnable 0.50.0 does not look at it: the run fails if no branch fits",
                        help="write a branch for every value",
                        fix=removed(part.key("default"), "`default`", safe=True),
                    )
                return Conditional(parameter=_text(part, "parameter"), branches=self._branches(part))
            case "map":
                return Map(
                    branch=self._branch(part),
                    iterate_on=_text(part, "iterate_on"),
                    iterate_as=_text(part, "iterate_as"),
                    reducer=_reducer(part),
                )
            case "loop":
                return self._loop(part)
            case _:
                return Stub()

    def _loop(self, part: Part) -> Work:
        if not part.has("max_iterations"):
            part.faults.absent(part.what, "max_iterations", part.at)
        return Loop(
            branch=self._branch(part),
            maximum=part.number("max_iterations") or 1,
            break_on=_text(part, "break_on"),
            index=_text(part, "index_as"),
        )

    def _branch(self, part: Part) -> Chain:
        found = part.part("branch", f"`branch` of {part.what}")
        if found is not None:
            return self.inner(found)
        if not part.has("branch"):
            part.faults.absent(part.what, "branch", part.at)
        return Chain(tasks=(), span=part.at)

    def _branches(self, part: Part) -> tuple[tuple[Text, Chain], ...]:
        found = part.part("branches", f"`branches` of {part.what}")
        if found is None:
            if not part.has("branches"):
                part.faults.absent(part.what, "branches", part.at)
            return ()
        if not found.table.entries:
            part.faults.form(f"`branches` of {part.what}", "a mapping with at least one branch", found.table)
        read: list[tuple[Text, Chain]] = []
        for key, value in found.table.entries:
            name = _branch_name(part, key)
            if name is None:
                continue
            if isinstance(value, Table):
                what = f"the branch `{name.value}` of {part.what}"
                read.append((name, self.inner(Part(what=what, at=name.span, table=value, faults=part.faults))))
            else:
                part.faults.form(f"the branch `{name.value}` of {part.what}", "a mapping", value)
        return tuple(read)

    def _task(self, node: Node) -> Work:
        part = node.part
        self._check_command_type(node)
        command = Part(what=part.what, at=part.at, table=part.table, faults=part.faults, binary=True).text(
            "command", must=True
        )
        if command is None:
            return Stub()
        match node.command:
            case "shell":
                return Shell(command=command)
            case "notebook":
                return self._notebook(part, command)
            case "python" | "async-python":
                streams = part.text("stream_end_type")
                event = "done" if streams is None else streams.value
                found = function(command, self.path, self.reader, part.faults)
                return Python(
                    function=found, span=command.span, streams=event if node.command == "async-python" else ""
                )
            case _:
                return Stub()

    def _check_command_type(self, node: Node) -> None:
        part = node.part
        found = part.text("command_type")
        if found is None or found.value in COMMANDS:
            return
        meant = _COMMANDS.get(found.value, "")
        part.faults.error(
            "FLO235",
            f"{part.what} has the command type `{found.value}`, which there is not",
            found.span,
            help=f"write `{meant}`" if meant else near(found.value, COMMANDS) or f"there are {', '.join(COMMANDS)}",
            fix=renamed(found.span, found.value, meant) or respelt(found, COMMANDS),
        )

    def _notebook(self, part: Part, command: Text) -> Work:
        if not command.value.endswith(".ipynb"):
            part.faults.error(
                "FLO193",
                f"the notebook `{command.value}` does not end in `.ipynb`",
                command.span,
                label=REFUSED,
                help="give the path of a notebook, or another `command_type`",
            )
        options = plain(part, "optional_ploomber_args")
        lost = [name for name, value in options.items() if isinstance(value, int) and not value]
        if lost:
            part.faults.warn(
                "FLO238",
                f"`{lost[0]}` of {part.what} is false, and runnable makes the text `0` of it, which is true",
                part.key("optional_ploomber_args"),
                label="runnable 0.50.0 hands `0` to ploomber-engine",
                help=f"leave `{lost[0]}` out, if its default is what you want" if len(lost) == 1 else "leave them out",
            )
        return Notebook(path=command, options=options)


_COMMANDS = {"bash": "shell", "sh": "shell", "command": "shell", "py": "python", "function": "python",
             "jupyter": "notebook", "ipynb": "notebook", "async": "async-python"}  # fmt: skip


def _text(part: Part, name: str) -> Text:
    return part.text(name, must=True) or Text(value="", span=part.at)


def _reducer(part: Part) -> Text | None:
    value = part.value("reducer")
    if value is None or (isinstance(value, Known) and not value.value):
        return None
    return part.text("reducer")


def _branch_name(part: Part, key: object) -> Text | None:
    """The name of a branch: runnable takes nothing but a text."""
    if not isinstance(key, Known):
        return None
    if isinstance(key.value, str):
        return Text(value=key.value, span=key.span)
    part.faults.error(
        "FLO231",
        f"the name of a branch of {part.what} must be a text, and `{_yaml(key.value)}` is none",
        key.span,
        help=f'put it in quotes: `"{key.value!s}"`',
        fix=quoted(key.span),
        other=note("the step", part.at),
    )
    return None


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)
