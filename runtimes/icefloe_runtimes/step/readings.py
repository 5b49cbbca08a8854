"""What a step has looked at, for the record of what it makes."""

import json
import os
from hashlib import sha256
from pathlib import Path

from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.manifest import MadeFrom
from icefloe_runtimes.step.named import Files
from icefloe_runtimes.step.narrow import items
from icefloe_runtimes.step.plain import plain
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError

#: What stands for the digest of a folder that was named and not looked at.
FOLDER = "folder"
_LONGEST = 200
# Of larger files only the size is written down: to read them once more could take longer than the step.
_LARGEST = 1 << 24

_NOTHING = MadeFrom()


class Readings:
    """Collects what a step is given."""

    def __init__(self) -> None:
        self._outputs: dict[str, str] = {}
        self._parameters: dict[str, object] = {}
        self._files: dict[str, str] = {}
        self._earlier = _NOTHING

    def output(self, at: str, name: str, sha256: str) -> None:
        """Note an output of the step whose folder is `at`, below that of the run."""
        self._outputs[f"{at}:{name}"] = sha256

    def caught(self, at: str, path: str, sha256: str) -> None:
        """Note a file of the catalog that the step whose folder is `at` has put there."""
        self._outputs[f"{at}//{path}"] = sha256

    def parameter(self, name: str, value: object) -> None:
        """Note a parameter of the plan, and the file that it may name."""
        self._parameters[name] = value
        self.literal(value)

    def literal(self, value: object) -> None:
        """Note the file that a value may name."""
        if isinstance(value, str | os.PathLike) and value:
            self._file(os.fspath(value))

    def default(self, value: object) -> None:
        """Note the files and folders that a default of the function names."""
        self.literal(value)
        path = str(value) if isinstance(value, str | Path) else ""
        if 0 < len(path) <= _LONGEST and path not in self._files:
            found = Files(Path.cwd()).folder(path, _LARGEST)
            self._files |= {} if found is None else {path: found or FOLDER}
        for one in items(value) or ():
            self.default(one)

    def atom(self, path: Path, sha256: str) -> None:
        """Note an atom that comes from outside."""
        self._files[str(path)] = sha256

    def made_from(self) -> MadeFrom:
        """Give all of it."""
        before = self._earlier
        if not (self._outputs or self._parameters or self._files):
            return before
        parameters = {name: said(value) for name, value in self._parameters.items()}
        return MadeFrom(
            outputs={**before.outputs, **self._outputs},
            parameters={**before.parameters, **parameters},
            files={**before.files, **self._files},
        )

    def earlier(self, told: MadeFrom) -> None:
        """Note what another process has looked at for the same step."""
        self._earlier = told

    def _file(self, path: str) -> None:
        if path in self._files or len(path) > _LONGEST or "\0" in path or "\n" in path:
            return
        try:
            found = os.stat(path)  # noqa: PTH116 - most texts are no paths, and this is the quickest way to know
            if os.path.isfile(path):  # noqa: PTH113 - the same
                small = found.st_size <= _LARGEST
                self._files[path] = tree(Path(path))[0] if small else f"{found.st_size} bytes"
        except (OSError, ValueError):
            return


def said(value: object) -> str:
    """Write a value as JSON, as far as that goes; its digest, where that would be long."""
    try:
        text = json.dumps(literals.encode(plain(value)), ensure_ascii=False)
    except (literals.EncodeError, SchemaError, RecursionError, ValueError):
        return f"<{type(value).__name__}>"
    return text if len(text) <= _LONGEST else f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
