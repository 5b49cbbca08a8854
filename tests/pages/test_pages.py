"""Every code block of five pages of documentation gives its plan, or exactly the findings it deserves.

`blocks/PAGE/NN.txt` is a block as it stands on the page, whose indentation and marks are partly lost; `NN.py` is its
transcription; `PAGE.toml` says what it is completed with, what it deserves, and why.
"""

import ast
import os
from collections import Counter
from pathlib import Path

import pytest
from page_blocks import ALL_PAGES, FOLDER, Block, blocks, essence, listings, raw_files, without_frame

from icefloe import api
from icefloe.api.compile import Compiled
from icefloe.dialects import DIALECTS
from icefloe.findings import Severity
from icefloe.project import ProjectError
from icefloe.survey import Survey
from icefloe_runtimes.diagram import order
from icefloe_schema import codec

BLOCKS = [block for page in ALL_PAGES for block in blocks(page)]
RAW = [path for page in ALL_PAGES for path in raw_files(page)]
SHOWN = {"pipelines": 31, "steps": 29, "connecting": 6, "workflows": 5, "editor": 14}


def named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def completed(folder: Path, block: Block, name: str = "") -> Compiled | None:
    """Compile a block with what it is completed with."""
    for file in block.beside:
        text = (FOLDER / "blocks" / block.page / "beside" / file).read_text(encoding="utf-8")
        (folder / file).write_text(text, encoding="utf-8")
    return compiled(folder, block.complete, name)


def compiled(folder: Path, text: str, name: str = "") -> Compiled | None:
    """Compile a text as the file `block.py` of a project; None if it holds no pipeline."""
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "block.py").write_text(text, encoding="utf-8")
    try:
        return api.compile_(f"{folder / 'block.py'}{f':{name}' if name else ''}")
    except ProjectError as error:
        if "FLO922" in str(error):
            return None
        raise


EACH = pytest.mark.parametrize("block", [pytest.param(block, id=block.id) for block in BLOCKS])
EACH_RAW = pytest.mark.parametrize("path", [pytest.param(path, id=named(path)) for path in RAW])


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_block_of_the_page_is_here(page: str) -> None:
    numbers = list(range(1, SHOWN[page] + 1))
    assert [int(path.stem) for path in raw_files(page)] == numbers
    assert sorted({block.number for block in blocks(page)} | set(listings(page))) == numbers
    assert len({block.id for block in blocks(page)}) == len(blocks(page))


@EACH_RAW
def test_the_transcription_changes_white_space_and_marks_alone(path: Path) -> None:
    transcription = listings(path.parent.name).get(int(path.stem), path.with_suffix(".py"))
    raw = without_frame(path.read_text(encoding="utf-8"))
    assert essence(raw) == essence(transcription.read_text(encoding="utf-8"))


@EACH
def test_the_block_stands_where_the_table_says(block: Block) -> None:
    first, last = block.lines
    raw = (FOLDER / "blocks" / block.page / f"{block.number:02}.txt").read_text(encoding="utf-8")
    assert raw.count("\n") == last - first + 1


@EACH_RAW
@pytest.mark.parametrize("framed", [True, False])
def test_the_raw_text_is_a_syntax_finding_where_it_is_no_python(path: Path, framed: bool, tmp_path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
    text = raw if framed else without_frame(raw)
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "block.py").write_text(text, encoding="utf-8")
    found = {finding.code for finding in Survey(tmp_path, DIALECTS).file("block.py").findings}
    try:
        ast.parse(text)
    except SyntaxError:
        assert found == {"FLO901"}
    else:
        assert "FLO901" not in found


@EACH
def test_a_block_without_its_completion_is_no_error_of_the_compiler(block: Block, tmp_path: Path) -> None:
    result = compiled(tmp_path, block.text)
    if result is None:
        return
    # What the page leaves out is said to be undefined; nothing else may come to it.
    undefined = {f.code for f in result.checked.findings if "is not defined" in f.message}
    codes = {f.code for f in result.checked.findings if f.severity is Severity.ERROR}
    assert codes <= undefined | {expected.code for expected in block.findings}


@pytest.mark.parametrize("block", [pytest.param(block, id=block.id) for block in BLOCKS])
def test_findings(block: Block, tmp_path: Path) -> None:
    result = completed(tmp_path, block)
    if block.pipelines == 0:
        assert result is None
        assert not block.findings
        return
    assert result is not None
    found = [f for f in result.checked.findings if not f.code.startswith("FLO5")]
    # 0 is any line of what the block is completed with before it.
    places = [(finding.code, max(finding.span.line - block.first_line + 1, 0)) for finding in found]
    assert sorted(places) == sorted((one.code, one.line) for one in block.findings), [f.message for f in found]
    for one in block.findings:
        messages = [f.message for f, place in zip(found, places, strict=True) if place == (one.code, one.line)]
        assert any(one.says in message for message in messages), messages
    original = Counter(f.code for f in result.checked.findings if f.code.startswith("FLO5"))
    assert original == Counter(block.original)


@pytest.mark.golden
@EACH
def test_plan(block: Block, tmp_path: Path) -> None:
    result = completed(tmp_path, block)
    plans = {} if result is None else {made.label: codec.dumps(made.plan) for made in result.plans}
    for name in block.compiles:
        apart = completed(tmp_path, block, name)
        assert apart is not None
        plans |= {made.label: codec.dumps(made.plan) for made in apart.plans}
    single = len(plans) == 1 and not block.compiles
    files = {block.path(".plan.json", "" if single else label): text for label, text in plans.items()}
    stem = block.path(".plan.json").name.removesuffix(".plan.json")
    kept = {
        path
        for path in (FOLDER / "blocks" / block.page).glob(f"{stem}*.plan.json")
        if block.variant or path.name.split(".")[1] not in {other.variant for other in BLOCKS if other.variant}
    }
    if os.environ.get("ICEFLOE_REGENERATE") == "1":
        assert not os.environ.get("CI"), "goldens are never regenerated in CI"
        for path in kept - set(files):
            path.unlink()
        for path, text in files.items():
            path.write_text(text, encoding="utf-8", newline="\n")
        return
    assert {path.name for path in kept} == {path.name for path in files}
    for path, text in files.items():
        assert text == path.read_text(encoding="utf-8"), f"{path.name} differs: read it, then `make goldens`"


APART = [(block, name) for block in BLOCKS for name in block.compiles]


@pytest.mark.parametrize(("block", "name"), [pytest.param(*one, id=f"{one[0].id}-{one[1]}") for one in APART])
def test_a_pipeline_without_an_error_compiles_beside_one_that_has_one(block: Block, name: str, tmp_path: Path) -> None:
    result = completed(tmp_path, block, name)
    assert result is not None
    assert [made.label for made in result.plans] == [name]


@pytest.mark.parametrize("block", [pytest.param(block, id=block.id) for block in BLOCKS if block.pipelines != 0])
def test_a_block_deserves_a_plan_or_a_finding(block: Block) -> None:
    pattern = block.path(".plan.json").name.removesuffix(".plan.json")
    assert block.findings or list((FOLDER / "blocks" / block.page).glob(f"{pattern}*.plan.json"))
    assert block.why
    assert all(finding.why for finding in block.findings)


def test_the_listing_on_the_page_is_what_the_order_prints(tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if block.page == "pipelines" and block.number == 12]
    result = compiled(tmp_path, block.complete, "ml_workflow")
    assert result is not None
    (made,) = result.plans
    assert order(made.plan) == listings("pipelines")[14].read_text(encoding="utf-8")
