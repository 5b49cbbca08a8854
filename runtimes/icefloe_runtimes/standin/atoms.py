"""motools' atoms: artifacts that steps take and make."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from icefloe_runtimes.standin.datasets import JSONLDataset
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from datetime import datetime

# A plan spells a type of atoms as the compiler names it among other types.
ATOM = "motools.atom."
# Whose an atom is where a run has no user.
NOBODY = "local"


class _Load:
    """`load` of an atom gives what it holds; `load` of the class looks for an atom by its id."""

    def __get__(self, atom: "Atom | None", kind: type["Atom"]) -> Callable[..., object]:
        return _sought if atom is None else atom.loaded


@dataclass(kw_only=True)
class Atom:
    """An artifact that a step is given; `made_from` are the ids of the atoms that it was made of, by their names."""

    path: Path
    id: str = ""
    type: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    tags: Sequence[str] = ()
    made_from: Mapping[str, str] = field(default_factory=dict[str, str])

    load = _Load()

    @property
    def user(self) -> str:
        """Whose it is, as its id says."""
        return self.id.removeprefix(f"{self.type}-").rpartition("-")[0]

    @property
    def created_at(self) -> "datetime":
        """When its files were stored."""
        # It is seldom needed, and every process that is forked would have it.
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def loaded(self) -> object:
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

    def get_data_path(self) -> Path:
        """Give the folder that holds the atom's files."""
        return self.path if self.path.is_dir() else self.path.parent

    def to_dict(self) -> dict[str, object]:
        """Give what is known of the atom as plain data."""
        known = {"id": self.id, "type": self.type, "created_at": self.created_at.isoformat()}
        return {**known, "made_from": dict(self.made_from), "metadata": dict(self.metadata)}

    def _file(self) -> Path:
        if not self.path.is_dir():
            return self.path
        files = [path for path in sorted(self.path.rglob("*")) if path.is_file()]
        if len(files) != 1:
            raise ValueError(f"atom {self.id!r} holds {len(files)} files: read them from its path, {self.path}")
        return files[0]


class DatasetAtom(Atom):
    """An atom that holds samples as JSON Lines."""

    async def to_dataset(self) -> JSONLDataset:
        """Give the samples of its first file of JSON Lines."""
        files = sorted(self.get_data_path().glob("*.jsonl"))
        if not files:
            raise ValueError(f"atom {self.id!r} holds no file of JSON Lines: read it from its path, {self.path}")
        return await JSONLDataset.load(str(files[0]))


class ModelAtom(Atom):
    """An atom that stands for a trained model."""

    def get_model_id(self) -> str:
        """Give the name of the model, as its metadata say it."""
        return str(self.metadata["model_id"])


class TrainingJobAtom(Atom):
    """An atom that stands for a training that was begun."""


class EvalAtom(Atom):
    """An atom that holds what an evaluation found."""


class TaskAtom(Atom):
    """An atom that holds a task to evaluate a model with."""


_KINDS: Mapping[str, type[Atom]] = MappingProxyType(
    {"dataset": DatasetAtom, "model": ModelAtom, "training_job": TrainingJobAtom, "eval": EvalAtom, "task": TaskAtom}
)


@dataclass
class AtomConstructor:
    """An artifact that a step has made: the name of the output, and the file or folder that holds it."""

    name: str
    path: Path
    type: str = ""
    tags: Sequence[str] = ()
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])


def made_atom(
    *,
    path: Path,
    id: str,
    type: str,
    metadata: Mapping[str, object] | None = None,
    tags: Sequence[str] = (),
    made_from: Mapping[str, str] | None = None,
) -> Atom:
    """Give an atom of the class that belongs to its type."""
    kind = _KINDS.get(type, Atom)
    return kind(path=path, id=id, type=type, metadata=metadata or {}, tags=tags, made_from=made_from or {})


def atom_id(kind: str, user: str, *content: str) -> str:
    """Give the id of an atom: its type, whose it is, and a piece of the digest of all that it is."""
    return f"{kind}-{user}-{sha256(json.dumps(content).encode()).hexdigest()[:8]}"


def _sought(name: str) -> Atom:
    """Say that nothing is looked for outside what the step was given."""
    raise LookupError(f"no atom {name!r} can be loaded by its id here: name it as an input of the step, or of the run")
