"""Each fix: what is written, that its finding is gone then, and that nothing is left to be fixed."""

import pytest
from fix_cases import FixCase, fix_cases, only, write

from icefloe.api.check import Wanted
from icefloe.api.fix import fix
from icefloe.rules import RULES


@pytest.mark.parametrize("case", fix_cases(), ids=lambda case: case.name)
def test_fix(tmp_path, case: FixCase):
    write(tmp_path, case.before)
    ask, paths = only(case.code), [str(tmp_path)]
    found = ask(paths, Wanted()).findings
    assert {one.fix.safe for one in found if one.fix is not None} == {case.safe} or not case.safe

    fixed = fix(paths, unsafe=not case.safe, ask=ask)
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in case.before} == {
        **case.before,
        **case.after,
    }
    assert sorted(fixed.written) == sorted(case.after)
    assert fixed.count >= 1
    assert not [one for one in ask(paths, Wanted()).findings if one.fix is not None]

    again = fix(paths, unsafe=True, ask=ask)
    assert (again.count, again.written, again.diff) == (0, (), "")


@pytest.mark.parametrize("case", [case for case in fix_cases() if not case.safe], ids=lambda case: case.name)
def test_what_is_not_safe_is_only_offered(tmp_path, case: FixCase):
    write(tmp_path, case.before)
    ask = only(case.code)
    unsafe = [one for one in ask([str(tmp_path)], Wanted()).findings if one.fix is not None and not one.fix.safe]
    fixed = fix([str(tmp_path)], ask=ask)
    assert fixed.offered == len(unsafe) > 0
    assert "--unsafe-fixes would fix" in fixed.line()


def test_the_table_has_many_codes():
    assert len({case.code for case in fix_cases()}) > 50
    assert {"FLO101", "FLO201", "FLO204"} <= {case.code for case in fix_cases()} & {rule.code for rule in RULES}
