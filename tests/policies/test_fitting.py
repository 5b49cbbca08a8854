"""What a fallback is given of the values that its step has."""

from collections.abc import Callable

import pytest

from icefloe_runtimes.step.instead import fitting

GIVEN = {"rows": [1], "day": "mon"}

CASES: list[tuple[str, Callable[..., object], dict[str, object]]] = [
    ("all by name", lambda rows, day: None, GIVEN),
    ("some by name", lambda day: None, {"day": "mon"}),
    ("none", lambda: None, {}),
    ("any", lambda **rest: None, GIVEN),
    ("one and any", lambda day, **rest: None, GIVEN),
    ("another name, by position", lambda data: None, {"data": [1]}),
    ("other names, by position", lambda data, when: None, {"data": [1], "when": "mon"}),
    ("a default of its own is kept", lambda data=(): None, {}),
    ("one by name, another that nothing gives", lambda day, more: None, {"day": "mon"}),
    ("a class that says nothing of its parameters", dict, {}),
]


@pytest.mark.parametrize(("about", "function", "taken"), CASES, ids=[about for about, *_ in CASES])
def test_values_go_to_parameters_of_their_names_else_by_position(
    about: str, function: Callable[..., object], taken: dict[str, object]
) -> None:
    assert fitting(function, GIVEN) == taken, about
