import re

from hypothesis import given
from hypothesis import strategies as st

from icefloe_runtimes.step import folder


@given(st.lists(st.text(max_size=80), unique=True, min_size=2, max_size=6))
def test_folders_are_safe_and_do_not_collide(names: list[str]) -> None:
    folders = [folder(name) for name in names]
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,69}", name) for name in folders)
    assert len({name.casefold() for name in folders}) == len(names)
