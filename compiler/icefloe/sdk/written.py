"""Where a pipeline is written, and how it is read from there."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from icefloe.api import Compiled, Made

Result = TypeVar("Result")


class RefusedError(RuntimeError):
    """What was asked for cannot be done, and the message says why: errors in the source, no source, no such version."""


class Source:
    """Where a pipeline is written: the files to look into, its name, and the version that it says it has."""

    __slots__ = ("files", "name", "version")

    def __init__(self, files: tuple[str, ...], name: str, version: str) -> None:
        self.files = files
        self.name = name
        self.version = version

    def compiled(self) -> "tuple[Compiled, Made]":
        """The pipeline, compiled from its source as that is now."""
        result = self.found()
        return result, self.only(result)

    def only(self, result: "Compiled") -> "Made":
        """The pipeline in what came of compiling it; that it has errors is one of ours."""
        if len(result.plans) == 1:
            return result.plans[0]
        from icefloe.report import concise

        checked = result.checked
        said = concise.render(checked.findings, checked.sources, checked.summary)
        raise RefusedError(f"pipeline {self.name!r} has errors:\n{said.rstrip()}")

    def found(self) -> "Compiled":
        """What came of compiling it where it is found first; why it is nowhere is said of the first file."""
        from icefloe.api import compile_
        from icefloe.project import ProjectError

        files = [file for file in self.files if file.endswith(".py") and os.path.isfile(file)]  # noqa: PTH113
        # Versions of one pipeline that stand in one file are told apart by their labels.
        labels = [self.name, *([f"{self.name}@{self.version}"] if self.version else [])]
        problem = f"pipeline {self.name!r} is not written in a Python file, and nothing else can be read"
        problems: list[str] = []
        for target in (f"{file}:{label}" for file in dict.fromkeys(files) for label in labels):
            try:
                return compile_(target)
            except ProjectError as error:
                problems.append(str(error))
        raise RefusedError((*problems, problem)[0])


def asked(question: Callable[[], Result]) -> Result:
    """The answer of the compiler; that the question was wrong is said as an error of these words."""
    from icefloe.project import ProjectError

    try:
        return question()
    except ProjectError as error:
        raise RefusedError(str(error)) from error


def calling_file() -> str:
    """The file of who called these words: where a pipeline is written."""
    frame = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # `inspect` costs 10 ms
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith(
        ("icefloe.", "icefloe_runtimes.")
    ):
        frame = frame.f_back
    return os.path.abspath(frame.f_code.co_filename)  # noqa: PTH100 - pathlib costs 10 ms
