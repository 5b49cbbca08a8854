"""Parts of a policy that hold nothing of the plan: retries, breakers, resources."""

from dataclasses import field

from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass
from icefloe_schema.shapes import at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again: `attempts` counts all tries; delays are encoded numbers of seconds; `on` and `unless` are exception
    names."""

    attempts: int = field(metadata=at_least(1))
    delay: Json = None
    factor: Json = None
    maximum_delay: Json = None
    jitter: bool = False
    on: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitBreaker:
    """After `threshold` failures in a row the step is not tried again for `reset_seconds` (an encoded number)."""

    threshold: int = field(metadata=at_least(1))
    reset_seconds: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What a step needs: `cpu` in cores (a decimal string), `memory`, `storage` and the `gpu_memory` of each GPU as
    Kubernetes quantities; `affinity` are labels of nodes (`required`, `preferred`) and `tolerations`."""

    cpu: str = ""
    memory: str = ""
    storage: str = ""
    gpu: str = ""
    gpu_count: int = field(default=0, metadata=at_least(0))
    gpu_memory: str = ""
    affinity: JsonObject = field(default_factory=dict[str, Json])
