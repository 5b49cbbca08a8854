"""Types as text."""

import pytest
from type_notation import shop, type_of, value

from icefloe.types import spell

CASES = [
    ("int", "int"),
    ("None", "None"),
    ("List[int]", "list[int]"),
    ("typing.Mapping[str, List[int]]", "collections.abc.Mapping[str, list[int]]"),
    ("Optional[int]", "int | None"),
    ("Union[int, Union[str, None]]", "int | str | None"),
    ("Literal['a', 'b'] | None", "Literal['a', 'b'] | None"),
    ("Literal['a', Literal[1, True]]", "Literal['a', 1, True]"),
    ("Literal[Color.RED]", "Literal[shop.Color.RED]"),
    ("Literal[None]", "None"),
    ("tuple[int, ...]", "tuple[int, ...]"),
    ("Tuple[int, str]", "tuple[int, str]"),
    ("tuple[()]", "tuple[()]"),
    ("tuple", "tuple"),
    ("Callable[[int, str], None]", "Callable[[int, str], None]"),
    ("Callable", "Callable[..., Any]"),
    ("Callable[[int], str] | None", "(Callable[[int], str]) | None"),
    ("Type[Base]", "type[shop.Base]"),
    ("type[Base | Other]", "type[shop.Base] | type[shop.Other]"),
    ("Box[Annotated[int, 'x']]", "shop.Box[int]"),
    ("UserId", "shop.UserId"),
    ("TypedDict('Inline', {'a': int})", "shop.Inline"),
    ("pandas.DataFrame | None", "pandas.DataFrame | None"),
    ("typing.Any", "Any"),
    ("typing.NoReturn", "Never"),
    ("T", "T"),
    ("list['Later']", "list[?]"),
    ("typing_extensions.Literal[1]", "Literal[1]"),
    ("typing.Pattern[str]", "re.Pattern[str]"),
    ("contextlib.AbstractContextManager[int]", "contextlib.AbstractContextManager[int]"),
]
VALUES = [
    ("1", "int"),
    ("'a'", "str"),
    ("1.5", "float"),
    ("True", "bool"),
    ("None", "None"),
    ("[1, 2]", "list[int]"),
    ("[1, 'a', None]", "list[int | str | None]"),
    ("(1, 'a')", "tuple[int, str]"),
    ("{'a': 1.5}", "dict[str, float]"),
    ("{1, 2}", "set[int]"),
    ("[]", "list[?]"),
]


@pytest.mark.parametrize(("annotation", "text"), CASES)
def test_annotation(annotation: str, text: str) -> None:
    assert spell(type_of(annotation)) == text


@pytest.mark.parametrize(("expression", "text"), VALUES)
def test_value(expression: str, text: str) -> None:
    assert spell(shop()[1].of(value(expression))) == text
