"""Execution groups: split where a step outside lies between, never a circle, with what all their steps need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe import grouping, quantities
from icefloe_schema import plan


@pytest.mark.parametrize(
    ("members", "edges", "parts"),
    [
        # A chain in one group; two groups side by side.
        ("a:g b:g c:g", "a>b b>c", {"g": [["a", "b", "c"]]}),
        ("a:g b:h c:g d:h", "", {"g": [["a", "c"]], "h": [["b", "d"]]}),
        # A step outside between two members.
        ("a:g b: c:g", "a>b b>c", {"g": [["a"], ["c"]]}),
        ("a:g b:h c:g", "a>b b>c", {"g": [["a"], ["c"]], "h": [["b"]]}),
        # It lies beside, not between.
        ("a:g b: c:g", "a>b a>c", {"g": [["a", "c"]]}),
        # The neighbours in order are clean, and the first and the last are not: a, d, c with a > b > c.
        ("a:g d:g b: c:g", "a>b b>c", {"g": [["a", "d"], ["c"]]}),
        # Two groups, each clean by itself, wait for each other: a > x, y > b.
        ("a:g y:h x:h b:g", "a>x y>b", {"g": [["a"], ["b"]], "h": [["y", "x"]]}),
        # A long way round.
        ("a:g m: n: c:g", "a>m m>n n>c", {"g": [["a"], ["c"]]}),
        ("a: b:", "a>b", {}),
        ("a:g", "", {"g": [["a"]]}),
    ],
)
def test_split(members: str, edges: str, parts: dict[str, list[list[str]]]) -> None:
    pairs = [tuple(one.split(":")) for one in members.split()]
    found = grouping.split([(id, group) for id, group in pairs], needs([id for id, _ in pairs], edges))
    assert found == parts


def needs(ids: list[str], edges: str) -> dict[str, list[str]]:
    pairs = [edge.split(">") for edge in edges.split()]
    return {id: [first for first, second in pairs if second == id] for id in ids}


@given(st.data())
def test_groups_can_always_be_put_in_order(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    members = [(str(n), data.draw(st.sampled_from(["", "g", "h"]))) for n in range(count)]
    before = {
        str(n): [str(m) for m in range(n) if data.draw(st.booleans())] if n < 6 else [str(n - 1)] for n in range(count)
    }
    place = {id: id for id, _ in members}
    for group, parts in grouping.split(members, before).items():
        for index, part in enumerate(parts):
            place.update(dict.fromkeys(part, f"{group}{index}"))
    waits: dict[str, set[str]] = {}
    for id, _ in members:
        waits.setdefault(place[id], set()).update(place[need] for need in before[id] if place[need] != place[id])
    while waits:
        ready = [where for where, on in waits.items() if not on & waits.keys()]
        assert ready, "the groups wait for each other"
        waits = {where: on for where, on in waits.items() if where not in ready}


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([plan.Resources(cpu="2"), None], plan.Resources(cpu="2")),
        (
            [plan.Resources(cpu="0.5", memory="900Mi"), plan.Resources(cpu="2", memory="1G")],
            plan.Resources(cpu="2", memory="1G"),
        ),
        ([plan.Resources(memory="1Gi"), plan.Resources(memory="1G")], plan.Resources(memory="1Gi")),
        (
            [plan.Resources(gpu="nvidia-t4", gpu_count=4), plan.Resources(gpu="nvidia-tesla-v100", gpu_count=1)],
            plan.Resources(gpu="nvidia-tesla-v100", gpu_count=4),
        ),
        (
            [plan.Resources(gpu="nvidia-a100", gpu_count=1), plan.Resources(gpu="other", gpu_count=2)],
            plan.Resources(gpu="nvidia-a100", gpu_count=2),
        ),
        (
            [plan.Resources(gpu="one", gpu_count=1), plan.Resources(gpu="two", gpu_count=1)],
            plan.Resources(gpu="one", gpu_count=1),
        ),
        (
            [
                plan.Resources(affinity={"required": {"a": "1"}, "tolerations": [{"key": "x"}]}),
                plan.Resources(affinity={"required": {"b": "2"}, "tolerations": [{"key": "x"}, {"key": "y"}]}),
            ],
            plan.Resources(affinity={"required": {"a": "1", "b": "2"}, "tolerations": [{"key": "x"}, {"key": "y"}]}),
        ),
    ],
)
def test_what_a_group_needs(needs: list[plan.Resources | None], expected: plan.Resources | None) -> None:
    assert grouping.merged(needs) == expected


UNITS = ("Ki", "Mi", "Gi", "Ti", "KB", "MB", "GB", "TB", "K", "M", "G", "T", "B", "")
NAN = float("nan")


@given(st.integers(1, 10**6), st.sampled_from(UNITS))
def test_sizes_keep_their_amount(number: int, unit: str) -> None:
    written = quantities.size(f"{number}{unit}")
    factor = {"K": 1000, "M": 1000**2, "G": 1000**3, "T": 1000**4}.get(unit[:1], 1)
    if unit.endswith("i"):
        factor = 1024 ** ("KMGT".index(unit[0]) + 1)
    if number * factor < 1 << 20:
        assert written is None
    else:
        assert written is not None
        assert quantities.amount(written) == number * factor
        assert quantities.size(written) == written


@given(st.integers(1, 10**6))
def test_cores_in_thousandths(number: int) -> None:
    written = quantities.cores(f"{number}m")
    assert written is not None
    assert quantities.amount(written) * 1000 == number
    assert quantities.cores(written) == written


@pytest.mark.parametrize("value", ["", "two", "-1", "0", 0, -2, None, True, "1e3", "١", NAN, float("inf")])
def test_what_is_no_number_of_cores(value: object) -> None:
    assert quantities.cores(value) is None


@pytest.mark.parametrize("value", ["", "16 gigs", "16gb", "-1Gi", "0Gi", 16, 16.5, None, True, "Gi", "1e9", NAN])
def test_what_is_no_size(value: object) -> None:
    assert quantities.size(value) is None
