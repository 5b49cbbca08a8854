"""Every code has one page with an example that gives it, and one of what to write instead, which does not."""

import re
from pathlib import Path

import pytest
from code_pages import SECTIONS, findings, pages

import icefloe
from icefloe import api, codes
from icefloe.findings import Severity
from icefloe.originals import ORIGINALS
from icefloe.project import ProjectError
from icefloe.rules import RULES

SOURCES = sorted(Path(icefloe.__file__).parent.rglob("*.py"))
REPORTED = {
    code
    for path in SOURCES
    if path.name not in {"explain.py", "originals.py"} and path.parent.name != "codes"
    for code in re.findall(r'["\[](FLO\d{3})["\]]', path.read_text(encoding="utf-8"))
}

# What only the way from a graph to a plan finds.
COMPILED = frozenset({"FLO130", "FLO131", "FLO133", "FLO134"})

# Pages whose example is not yet written: this list may only shrink.
WITHOUT_EXAMPLE = frozenset(
    """
    FLO105 FLO106 FLO107 FLO108 FLO109 FLO110 FLO111 FLO112 FLO113 FLO114 FLO115 FLO116 FLO117 FLO118 FLO119
    FLO121 FLO122 FLO123 FLO124 FLO125 FLO126 FLO127 FLO128 FLO129 FLO130 FLO131 FLO133 FLO134 FLO140
    FLO141 FLO142 FLO143 FLO144 FLO145 FLO146 FLO147 FLO148 FLO149 FLO151 FLO152 FLO161 FLO162 FLO163 FLO164
    FLO171 FLO172 FLO173 FLO174 FLO175 FLO176 FLO177 FLO178 FLO180 FLO181 FLO182 FLO183 FLO184 FLO185 FLO186
    FLO187 FLO188 FLO189 FLO190 FLO191 FLO192 FLO193 FLO194 FLO195 FLO196 FLO197 FLO198 FLO199 FLO206 FLO207
    FLO208 FLO209 FLO210 FLO211 FLO212 FLO213 FLO214 FLO215 FLO216 FLO217 FLO218 FLO219 FLO220 FLO221 FLO222
    FLO223 FLO224 FLO225 FLO226 FLO227 FLO228 FLO229 FLO230 FLO231 FLO232 FLO233 FLO234 FLO235 FLO236 FLO237
    FLO238 FLO239 FLO240 FLO241 FLO242 FLO243 FLO244 FLO250 FLO251 FLO252 FLO253 FLO254 FLO255 FLO256 FLO259
    FLO260 FLO261 FLO262 FLO263 FLO264 FLO265 FLO266 FLO267 FLO268 FLO269 FLO270 FLO271 FLO272 FLO273 FLO275
    FLO276 FLO303 FLO310 FLO311 FLO312 FLO313 FLO314 FLO315 FLO316 FLO317 FLO318 FLO319 FLO320 FLO321 FLO322
    FLO323 FLO324 FLO325 FLO326 FLO327 FLO328 FLO329 FLO330 FLO331 FLO340 FLO341 FLO342 FLO343 FLO344 FLO345
    FLO346 FLO347 FLO348 FLO349 FLO350 FLO351 FLO352 FLO353 FLO354 FLO355 FLO356 FLO357 FLO358 FLO359 FLO401
    FLO402 FLO403 FLO404 FLO405 FLO406 FLO407 FLO501 FLO502 FLO503 FLO504 FLO505 FLO506 FLO507 FLO508 FLO509
    FLO510 FLO511 FLO512 FLO513 FLO514 FLO515 FLO516 FLO517 FLO518 FLO519 FLO520 FLO521 FLO522 FLO523 FLO524
    FLO525 FLO526 FLO527 FLO528 FLO529 FLO530 FLO531 FLO532 FLO533 FLO534 FLO535 FLO536 FLO537 FLO538 FLO540
    FLO541 FLO542 FLO543 FLO544 FLO545 FLO546 FLO547 FLO548 FLO549 FLO550 FLO551 FLO560 FLO561 FLO562 FLO563
    FLO570 FLO580 FLO581 FLO582 FLO583 FLO584 FLO585 FLO589 FLO590 FLO591 FLO592 FLO593 FLO594 FLO595 FLO596
    FLO597 FLO598 FLO599 FLO901 FLO902 FLO903 FLO904 FLO905 FLO906 FLO907 FLO908 FLO909 FLO910 FLO911 FLO912
    FLO913 FLO914 FLO921 FLO922
    """.split()
)

WITH_EXAMPLE = sorted(set(codes.names()) - WITHOUT_EXAMPLE)


def test_every_code_that_is_reported_has_a_page_and_each_page_a_code() -> None:
    assert {*codes.names(), *(rule.code for rule in RULES)} == REPORTED


def test_codes_and_names_are_unique() -> None:
    rules = {rule.code: rule.name for rule in RULES}
    words = [word for known in (rules, codes.names()) for pair in known.items() for word in pair]
    assert len(words) == len(set(words))


def test_no_file_of_the_folder_is_something_else() -> None:
    folder = Path(codes.__file__).parent / "pages"
    assert sorted(path.name for path in folder.iterdir()) == [f"{code}-{name}.md" for code, name in codes.names().items()]


def test_every_entry_about_an_original_has_a_page() -> None:
    assert {entry.code for entry in ORIGINALS} == {code for code in codes.names() if code.startswith("FLO5")}


@pytest.mark.parametrize("entry", [one for one in ORIGINALS if one.since or one.until], ids=lambda one: one.code)
def test_the_page_of_an_original_tells_the_versions(entry) -> None:
    text = pages()[entry.code].sections["What it does"]
    assert all(version in text for version in (entry.since, entry.until))


@pytest.mark.parametrize(("code", "name"), codes.names().items())
def test_explain_prints_the_page_by_code_and_by_name(code: str, name: str) -> None:
    page = api.explain(code)
    assert page.startswith(f"# {name} ({code})\n\n## What it does\n")
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    assert api.explain(name) == api.explain(code.lower()) == page
    assert codes.summary(page).endswith((".", "…"))


@pytest.mark.parametrize(
    ("word", "hint"), [("FLO15", "FLO"), ("FLO1O5", "FLO105"), ("unknwon-argument", "unknown-argument"), ("x", "check")]
)
def test_explain_helps_with_a_code_that_there_is_none_of(word: str, hint: str) -> None:
    with pytest.raises(ProjectError, match=hint):
        api.explain(word)


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_every_page_has_all_sections(code: str) -> None:
    page = pages()[code]
    assert tuple(page.sections)[:4] == SECTIONS
    assert set(page.sections) <= {*SECTIONS, "Fix"}
    assert all(text.strip() for text in page.sections.values())


@pytest.mark.parametrize("code", sorted(WITHOUT_EXAMPLE))
def test_a_page_without_an_example_is_listed_as_such(code: str) -> None:
    assert "Example" not in pages()[code].sections, "take it off the list"


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_example_gives_its_code(code: str, tmp_path: Path) -> None:
    found = [one for one in findings(tmp_path, pages()[code].example, compiles=code in COMPILED) if one.code == code]
    assert found
    for one in found:
        assert one.help or "did you mean" in one.message or one.related, "it does not say what to do"


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_what_to_use_instead_is_clean(code: str, tmp_path: Path) -> None:
    found = findings(tmp_path, pages()[code].instead, compiles=code in COMPILED)
    assert [one.message for one in found if one.code == code or one.severity is Severity.ERROR] == []
