"""Parameter files that lie beside a pipeline and that it does not name: a run may be given one of them."""

from collections.abc import Mapping

from icefloe import documents, parameterfile
from icefloe.dialect import Reader
from icefloe.parameterfile import Entry
from icefloe_schema.records import dataclass

_ENDINGS = (".yaml", ".yml")
_AT_MOST = 40
#: What stands at the top of files that are something else.
_OTHERS = frozenset(
    {"dag", "pipeline-executor", "job-executor", "run-log-store", "catalog"}
    | {"apiVersion", "jobs", "services", "repos"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A name in a parameter file that a pipeline does not name."""

    path: str
    entry: Entry


def near(reader: Reader, beside: str) -> Mapping[str, Near]:
    """The names in the parameter files of a file's folder and of the project's root, the nearer folder first."""
    found: dict[str, Near] = {}
    for folder in dict.fromkeys((beside.rpartition("/")[0], "")):
        names = sorted(name for name in reader.names(folder) if name.endswith(_ENDINGS))
        for name in names[:_AT_MOST]:
            path = f"{folder}/{name}" if folder else name
            for entry in _entries(reader, path):
                found.setdefault(entry.name, Near(path=path, entry=entry))
    return found


def _entries(reader: Reader, path: str) -> tuple[Entry, ...]:
    """The names in a file, if it can be one of parameters."""
    data = reader.read(path)
    entries = () if data is None else parameterfile.entries(data, path)
    if isinstance(entries, documents.Refusal) or any(entry.name in _OTHERS for entry in entries):
        return ()
    return entries
