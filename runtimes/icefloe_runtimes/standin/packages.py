"""Which packages are stood in for, and which of their words work."""

import functools
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from icefloe_runtimes.standin.atoms import Atom, AtomConstructor
from icefloe_runtimes.standin.inert import inert_pipeline
from icefloe_runtimes.standin.maps import MapResult, MapTask, map_task, parallel_map
from icefloe_runtimes.standin.wrappers import Dataset, Metrics, Model

_ASSETS: Mapping[str, object] = {"Dataset": Dataset, "Model": Model, "Metrics": Metrics}
_MAPS: Mapping[str, object] = {"parallel_map": parallel_map, "map_task": map_task, "MapTask": MapTask}
# `from fasthtml.common import *` also brings these.
_FASTHTML: Mapping[str, object] = {"Path": pathlib.Path, "partial": functools.partial, "dataclass": dataclass}

# Words are the same in every submodule: `motools.atom.Atom`, `motools.workflow.AtomConstructor`.
PACKAGES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "flowyml": {**_ASSETS, **_MAPS},
        "runnable": {},
        "motools": {"Atom": Atom, "AtomConstructor": AtomConstructor},
        "fastflow": {},
        "fasthtml": _FASTHTML,
        "icefloe": {**_ASSETS, **_MAPS, "MapResult": MapResult, "pipeline": inert_pipeline},
    }
)

# The native words are inert in a worker even where the framework that is installed is asked for.
NATIVE = ("icefloe",)
