"""motools' atoms: artifacts that steps take and make."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Atom:
    """An artifact that a step is given."""

    path: Path
    id: str = ""
    type: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    tags: Sequence[str] = ()

    def load(self) -> object:
        """What the atom holds, by the suffix of its one file: JSON, JSON Lines or text; its bytes otherwise."""
        file = self._file()
        if file.suffix == ".json":
            loaded: object = json.loads(file.read_text("utf-8"))
            return loaded
        if file.suffix == ".jsonl":
            return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        if file.suffix in (".txt", ".md", ".csv", ".tsv", ".yaml", ".yml"):
            return file.read_text("utf-8")
        return file.read_bytes()

    def _file(self) -> Path:
        if not self.path.is_dir():
            return self.path
        files = [path for path in sorted(self.path.rglob("*")) if path.is_file()]
        if len(files) != 1:
            raise ValueError(f"atom {self.id!r} holds {len(files)} files: read them from its path, {self.path}")
        return files[0]


@dataclass
class AtomConstructor:
    """An artifact that a step has made: the name of the output, and the file or folder that holds it."""

    name: str
    path: Path
    type: str = ""
    tags: Sequence[str] = ()
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
