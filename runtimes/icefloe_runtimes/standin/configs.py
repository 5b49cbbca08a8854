"""Words of motools and mashumaro that the classes of a configuration are written with: they work."""

# ruff: noqa: ARG002, ARG003 - options that only the original reads are taken and left

import importlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Self, cast

from icefloe_runtimes.standin.building import built

_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class DictMixin:
    """What a class of a configuration is derived from: objects are made of mappings and give themselves as such."""

    @classmethod
    def from_dict(cls, data: Mapping[str, object], **options: object) -> Self:
        """Make an object out of a mapping, field by field; keys that the class does not know are left out."""
        return cast(Self, built(cls, data))

    @classmethod
    def from_json(cls, data: str | bytes, **options: object) -> Self:
        """Make an object out of a text of JSON."""
        return cls.from_dict(json.loads(data))

    @classmethod
    def from_yaml(cls, path: str | Path, **options: object) -> Self:
        """Make an object out of a YAML file, or of a text of YAML."""
        file = Path(path) if isinstance(path, Path) or "\n" not in path else None
        text = file.read_text("utf-8") if file and file.is_file() else str(path)
        if file and not file.is_file() and ":" not in text:
            raise FileNotFoundError(f"no configuration file {path}")
        # What runs a step needs the standard library alone; whoever reads YAML in a step has brought it.
        read: Callable[[str], object] = importlib.import_module("yaml").safe_load
        return cls.from_dict(cast("Mapping[str, object]", read(text) or {}))

    def to_dict(self, **options: object) -> dict[str, object]:
        """Give the object as a mapping."""
        whole: object = self
        return asdict(whole) if is_dataclass(whole) and not isinstance(whole, type) else dict(vars(self))


class StepConfig(DictMixin):
    """The base of the configuration of one step."""


class WorkflowConfig(DictMixin):
    """The base of the configuration of a workflow: a section for each step."""


class BaseConfig:
    """The base of the options of a class of mashumaro."""


def field_options(
    serialize: object = None,
    deserialize: object = None,
    serialization_strategy: object = None,
    alias: str | None = None,
) -> dict[str, object]:
    """Give the metadata of a field: what reads its value, and the key that it is given by."""
    return {
        "serialize": serialize,
        "deserialize": deserialize,
        "serialization_strategy": serialization_strategy,
        "alias": alias,
    }


def import_function(path: str) -> Callable[..., object]:
    """Give the function that a text names as `module:function`."""
    module, name = validate_import_path(path).rsplit(":", 1)
    found: object = getattr(importlib.import_module(module), name, None)
    if not callable(found):
        raise ValueError(f"module {module!r} has no function {name!r}")  # noqa: TRY004 - the text names what is not there
    return found


def validate_import_path(value: str, field_name: str = "import_path") -> str:
    """Refuse what is not written as `module:function`."""
    module, colon, name = value.rpartition(":") if value else ("", "", "")
    _must(bool(colon and _MODULE.fullmatch(module) and _NAME.fullmatch(name)), field_name, "module:function", value)
    return value


def validate_positive_int(value: int, field_name: str = "value") -> int:
    """Refuse what is not above zero."""
    _must(value > 0, field_name, "positive", value)
    return value


def validate_non_negative_int(value: int, field_name: str = "value") -> int:
    """Refuse what is below zero."""
    _must(value >= 0, field_name, "zero or more", value)
    return value


def validate_positive_float(value: float, field_name: str = "value") -> float:
    """Refuse what is not above zero."""
    _must(value > 0, field_name, "positive", value)
    return value


def validate_probability(value: float, field_name: str = "probability") -> float:
    """Refuse what is not between 0 and 1."""
    _must(0 <= value <= 1, field_name, "between 0 and 1", value)
    return value


def validate_range(
    value: float, min_val: float | None = None, max_val: float | None = None, field_name: str = "value"
) -> float:
    """Refuse what is outside the bounds that are given."""
    _must(min_val is None or value >= min_val, field_name, f"at least {min_val}", value)
    _must(max_val is None or value <= max_val, field_name, f"at most {max_val}", value)
    return value


def validate_non_empty_string(value: str, field_name: str = "value") -> str:
    """Refuse a text of nothing but white space."""
    _must(bool(value and value.strip()), field_name, "a text that is not empty", value)
    return value


def validate_model_name(value: str, field_name: str = "model") -> str:
    """Refuse a text that no model is called by: hosted ones begin with their family, others have an owner and a `/`."""
    is_known = bool(value) and (value.startswith(("gpt-", "claude-", "custom-")) or "/" in value)
    _must(is_known, field_name, "the name of a model", value)
    return value


def validate_enum(value: object, allowed_values: Collection[object], field_name: str = "value") -> object:
    """Refuse what is not one of the values that are allowed."""
    _must(value in allowed_values, field_name, f"one of {sorted(map(str, allowed_values))}", value)
    return value


def _must(holds: bool, name: str, wanted: str, value: object) -> None:
    if not holds:
        raise ValueError(f"{name} must be {wanted}, not {value!r}")


WORDS: Mapping[str, object] = {
    "StepConfig": StepConfig,
    "WorkflowConfig": WorkflowConfig,
    "import_function": import_function,
    "validate_import_path": validate_import_path,
    "validate_positive_int": validate_positive_int,
    "validate_non_negative_int": validate_non_negative_int,
    "validate_positive_float": validate_positive_float,
    "validate_probability": validate_probability,
    "validate_range": validate_range,
    "validate_non_empty_string": validate_non_empty_string,
    "validate_model_name": validate_model_name,
    "validate_enum": validate_enum,
}
# mashumaro's own words, where it is not installed.
MIXINS: Mapping[str, object] = {
    "DataClassDictMixin": DictMixin,
    "DataClassJSONMixin": DictMixin,
    "DataClassYAMLMixin": DictMixin,
    "BaseConfig": BaseConfig,
    "field_options": field_options,
}
