"""Plans of other versions: a newer minor version is read as far as it is known, a newer major version is refused."""

from collections.abc import Iterator, Mapping
from re import fullmatch

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import PLAN_VERSION, Plan
from icefloe_schema.shapes import Either, Many, Maybe, One, Shape, Tagged, fields_of, key_of, tag_of
from icefloe_schema.strict import join

_FORM = r"[0-9]{1,6}\.[0-9]{1,6}"


def newer_version(document: Json) -> str:
    """The version of a plan of a newer minor version, empty for all that is known; another major version is refused."""
    version = document.get("plan") if isinstance(document, Mapping) else None
    if not isinstance(version, str) or not fullmatch(_FORM, version):
        return ""
    (major, minor), (own_major, own_minor) = _numbers(version), _numbers(PLAN_VERSION)
    if major != own_major:
        raise SchemaError(
            f"the plan's version is {version}, this Icefloe reads {own_major}.x: "
            + ("upgrade Icefloe, or compile the plan again with this one" if major > own_major else "compile it again"),
            at="plan",
        )
    return version if minor > own_minor else ""


def as_known(document: Json, version: str) -> tuple[Json, tuple[str, ...]]:
    """A plan of a newer minor version without the keys that this one does not know, and what to tell of it."""
    told = f"the plan's version is {version}, newer than {PLAN_VERSION}, which this Icefloe knows; upgrade Icefloe"
    left_out: list[str] = []
    known = _object(Plan, document, "", left_out)
    places = (f"{place}: left out, as only a newer Icefloe knows it" for place in left_out)
    return ({**known, "plan": PLAN_VERSION} if isinstance(known, Mapping) else known), (told, *places)


def _numbers(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)


def _object(cls: type, data: Json, at: str, left_out: list[str]) -> Json:
    if not isinstance(data, Mapping):
        return data
    return dict(_entries(cls, data, at, left_out))


def _entries(cls: type, data: Mapping[str, Json], at: str, left_out: list[str]) -> Iterator[tuple[str, Json]]:
    shapes = {field.name: field.shape for field in fields_of(cls)}
    for key, value in data.items():
        place = join(at, key)
        if key in shapes:
            yield key, _known(shapes[key], value, place, left_out)
        elif tag_of(cls) and key == key_of(cls):
            yield key, value
        else:
            left_out.append(place)


def _known(shape: Shape, data: Json, at: str, left_out: list[str]) -> Json:
    """A value without what its shape does not know; what does not fit the shape stays, for the reader to refuse."""
    match shape:
        case Maybe(of=of):
            return data if data is None else _known(of, data, at, left_out)
        case Either(other=other):
            return data if isinstance(data, str) else _known(other, data, at, left_out)
        case Many(of=of) if isinstance(data, list | tuple):
            return [_known(of, item, f"{at}[{index}]", left_out) for index, item in enumerate(data)]
        case One(cls=cls):
            return _object(cls, data, at, left_out)
        case Tagged(key=key, classes=classes) if isinstance(data, Mapping):
            meant = next((cls for cls in classes if tag_of(cls) == data.get(key)), None)
            return data if meant is None else _object(meant, data, at, left_out)
        case _:
            return data
