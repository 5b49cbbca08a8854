"""`icefloe check`: find every pipeline below the paths and say what is wrong with it."""

from collections.abc import Iterator
from typing import Literal

import click

from icefloe.cli.completions import codes
from icefloe.cli.sections import Option, Sectioned, section
from icefloe.cli.talk import leave

FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")
TYPES: tuple[Literal["builtin", "deep"], ...] = ("builtin", "deep")


def _words(_ctx: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...] | None:
    """Lists are given by commas, by several options, or by both; None is one that was not given."""
    return tuple(word.strip() for text in given for word in text.split(",") if word.strip()) if given else None


def _more(ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    return _words(ctx, option, given) or ()


def _per_file(
    _ctx: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """`PATTERN:CODE,CODE`, several times; None if it was not given."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for text in given:
        pattern, colon, codes = text.rpartition(":")
        words = tuple(word.strip() for word in codes.split(",") if word.strip())
        if not colon or not pattern or not words:
            raise click.BadParameter(f"{text!r} has no codes: write PATTERN:CODE, as in 'legacy/**:FLO8,FLO201'")
        found.append((pattern, words))
    return tuple(found) if given else None


def _listed(name: str, metavar: str, help: str, group: type[Option], *, more: bool = False) -> Option:
    return group(
        [name],
        multiple=True,
        metavar=metavar,
        callback=_more if more else _words,
        shell_complete=codes if metavar.startswith("CODE") else None,
        help=help,
    )


def _options() -> Iterator[Option]:
    """All options, in the order of the help."""
    rules = section("Which findings (a code FLO201, its beginning FLO2, a name missing-input, or ALL)")
    yield _listed("--select", "CODE,…", "Report these alone.", rules)
    yield _listed("--ignore", "CODE,…", "Do not report these. The longer beginning wins over --select.", rules)
    yield _listed("--extend-select", "CODE,…", "Report these too.", rules, more=True)
    yield rules(
        ["--per-file-ignores"],
        multiple=True,
        metavar="PATTERN:CODE,…",
        callback=_per_file,
        help="Do not report these of files that fit a pattern of .gitignore; of all others with ! before it.",
    )
    yield rules(["--baseline"], metavar="FILE", help="Do not report what FILE knows already, whatever moved it.")
    yield rules(["--update-baseline"], is_flag=True, help="Write the findings into the baseline, and report none.")
    yield rules(
        ["--add-ignore"],
        metavar="[=REASON]",
        is_flag=False,
        flag_value="",
        help="Write a comment `# icefloe: ignore[CODE] REASON` for each finding.",
    )
    fixes = section("Fixes")
    yield fixes(["--fix"], is_flag=True, help="Make the safe fixes, and report what is left.")
    yield fixes(["--unsafe-fixes"], is_flag=True, help="With --fix or --diff: also those that may change a result.")
    yield fixes(["--diff"], is_flag=True, help="Show what --fix would change, and change nothing.")
    yield from _files()
    yield from _said()
    yield from _types()
    yield from _running()


def _files() -> Iterator[Option]:
    files = section("Which files")
    yield _listed("--exclude", "PATTERN,…", "Leave these out, in place of `exclude` in the settings.", files)
    yield _listed("--extend-exclude", "PATTERN,…", "Leave these out too.", files, more=True)
    yield files(
        ["--respect-gitignore/--no-respect-gitignore"],
        default=None,
        help="Leave out what a .gitignore ignores. Default: yes.",
    )
    yield files(
        ["--force-exclude/--no-force-exclude"],
        default=None,
        help="Leave out excluded files that are named outright, too. Default: no.",
    )
    yield files(
        ["--stdin-filename"], metavar="NAME", help="Check the text on stdin (path `-`) as if it were the file NAME."
    )
    yield files(["--isolated"], is_flag=True, help="Read no icefloe.toml and no [tool.icefloe].")
    yield files(["--show-files"], is_flag=True, help="List the files that would be looked at.")
    yield files(["--show-settings"], is_flag=True, help="Show the settings that hold, and the file each is from.")


def _said() -> Iterator[Option]:
    said = section("How it is said")
    yield said(
        ["--output-format"],
        type=click.Choice(FORMATS),
        help="Default: ICEFLOE_OUTPUT_FORMAT, then `output-format` in the settings, then full.",
    )
    yield said(["-o", "--output-file"], metavar="FILE", help="Write the report into FILE.")
    yield said(["--statistics"], is_flag=True, help="Count the findings of each code.")
    yield said(["--exit-zero"], is_flag=True, help="Exit with 0 even if there are findings.")
    yield said(["-q", "--quiet"], is_flag=True, help="Say nothing but findings.")
    yield said(["-v", "--verbose"], is_flag=True, help="Also say what was found and kept back.")
    yield said(
        ["--color"],
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour: `auto` asks NO_COLOR, then FORCE_COLOR, then the terminal.",
    )


def _types() -> Iterator[Option]:
    types = section("What is known")
    yield types(
        ["--types"],
        type=click.Choice(TYPES),
        default="builtin",
        show_default=True,
        help="Who compares types: icefloe alone, or the type checker ty after it (pip install 'icefloe[types]').",
    )
    yield types(
        ["--python"],
        metavar="VENV",
        help="An environment whose packages tell their types, by its folder or interpreter. They are read, never run.",
    )
    yield types(
        ["--config", "configuration"],
        metavar="FILE",
        help="A YAML or JSON file that configures the steps, a section for each, in place of what the source gives.",
    )


def _running() -> Iterator[Option]:
    running = section("How it is done")
    yield running(["-j", "--jobs"], type=click.IntRange(min=1), metavar="N", help="Processes. Default: one a core.")
    yield running(
        ["--no-cache", "cache"], is_flag=True, flag_value=False, default=True, help="Keep and use no results."
    )
    yield running(
        ["--cache-dir"],
        metavar="DIR",
        help="Where results are kept, outside of every checkout. "
        "Default: ICEFLOE_CACHE_DIR, then icefloe in the user's cache folder (~/.cache on Linux).",
    )


@click.command(
    cls=Sectioned,
    short_help="Find pipelines, and what is wrong with them.",
    params=[click.Argument(["paths"], nargs=-1), *_options()],
)
@click.pass_context
def check(ctx: click.Context, /, **_: object) -> None:
    """Find every pipeline below PATHS (files or folders) and report what is wrong with it. Alias: lint."""
    from icefloe.cli.checking import Call, run

    status = run(Call(**ctx.params), ctx.obj or ())
    if status:
        leave(status)
