"""Fixes in any order, of any mistakes at once: there is an end, and what is left can be read."""

import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from fix_cases import write
from hypothesis import given, settings
from hypothesis import strategies as st

from icefloe.api.check import check
from icefloe.api.fix import fix
from icefloe.findings import Finding
from icefloe.syntax.parser import Parsed, parse

ARGUMENTS = ("outputs={out}", "outputs=[{out}]", "chache=False", "retyr=3", "timeuot=5", "outputs=(\n    {out},\n)")
RUNS = ("", "pipeline.run(debug=True)\n", "pipeline.run(executor='x', contex={})\n", "pipeline.run(debug=True,)\n")
ENDS = ("\n", "\r\n")


@st.composite
def programs(draw: st.DrawFn) -> str:
    count = draw(st.integers(1, 4))
    names = [f"step_{number}" for number in range(count)]
    lines = ["from flowyml import Pipeline, step", ""]
    for number, name in enumerate(names):
        chosen = draw(st.lists(st.sampled_from(ARGUMENTS), max_size=3, unique_by=lambda one: one.partition("=")[0]))
        given_ = f'inputs=["valeu_{number - 1}"]' if number and draw(st.booleans()) else ""
        parts = [one.format(out=f'"value_{number}"') for one in chosen] + ([given_] if given_ else [])
        comma = draw(st.sampled_from(["", ","])) if parts else ""
        decorator = draw(st.sampled_from(["@step", ""])) if not parts else "@step"
        lines += [f"{decorator}({', '.join(parts)}{comma})" if parts else decorator]
        parameter = (
            f"valeu_{number - 1}" if given_ else draw(st.sampled_from(["", f"vlaue_{number - 1}"] if number else [""]))
        )
        lines += [f"def {name}({parameter}):", f"    return json.dumps({parameter or number})", ""]
    added = draw(st.lists(st.sampled_from(names), min_size=1, max_size=count + 1))
    call = draw(st.sampled_from(["", "()"]))
    lines += ['pipeline = Pipeline("p", contxt=None)', *(f"pipeline.add_step({name}{call})" for name in added)]
    text = "\n".join(lines) + "\n" + draw(st.sampled_from(RUNS))
    return text.replace("\n", draw(st.sampled_from(ENDS)))


@settings(max_examples=25, deadline=None)
@given(text=programs(), seed=st.integers(0, 1000), kept=st.floats(0.3, 1.0))
def test_fixes_in_any_order_come_to_an_end_that_parses(text: str, seed: int, kept: float):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, {"pipeline.py": text})
        order = Random(seed)

        def ask(paths, wanted):
            checked = check(paths, wanted)
            found: list[Finding] = [
                one if order.random() < kept else replace(one, fix=None) for one in checked.findings
            ]
            order.shuffle(found)
            return replace(checked, findings=tuple(found))

        before = check([name]).summary.pipelines
        fix([name], unsafe=True, ask=ask)
        assert isinstance(parse((folder / "pipeline.py").read_bytes(), "pipeline.py"), Parsed)
        fix([name], unsafe=True)
        end = (folder / "pipeline.py").read_bytes()
        assert isinstance(parse(end, "pipeline.py"), Parsed)
        assert check([name]).summary.pipelines >= before
        again = fix([name], unsafe=True)
        assert (again.count, (folder / "pipeline.py").read_bytes()) == (0, end)
