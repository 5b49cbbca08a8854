"""How a bundle is called."""

import argparse
from typing import TypeAlias

from icefloe_runtimes.bundle.words import about, parameters
from icefloe_schema.plan import Plan

VERBS = {
    "run": "run the pipeline in this folder: a process for each step (what happens without a verb)",
    "step": "run one step, as a container or a job of another system does",
    "show": "say what the pipeline does: its steps, parameters and files",
    "verify": "check the bundle, and say its digests",
    "unpack": "put the files of the project into a folder",
}
_Parser: TypeAlias = argparse.ArgumentParser


def parser(name: str, verb: str, plan: Plan) -> _Parser:
    """Make the parser of a verb; that of `run` tells of all verbs, as it is the one that needs no name."""
    called = f"python {name}" if verb == "run" else f"python {name} {verb}"
    made = argparse.ArgumentParser(
        prog=called,
        description=about(plan) if verb == "run" else f"{VERBS[verb][:1].upper()}{VERBS[verb][1:]}.",
        epilog=_epilog(plan) if verb == "run" else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    {"run": _run, "step": _step, "show": _show, "verify": _verify, "unpack": _unpack}[verb](made)
    return made


def _epilog(plan: Plan) -> str:
    width = max(map(len, VERBS))
    verbs = [f"  {verb:<{width}}  {what}" for verb, what in VERBS.items()]
    return "\n".join(["verbs, before everything else:", *verbs, "", *parameters(plan)])


def _run(made: _Parser) -> None:
    _given(made)
    made.add_argument("--set", metavar="NAME", default="", help="take a set of parameters that the program has")
    made.add_argument("--config", metavar="FILE", help="a JSON file with values for parameters, by their names")
    made.add_argument("--label", metavar="KEY=VALUE", action="append", default=[], help="put a label on the run")
    made.add_argument("--stages", metavar="A:B|A,B", default="", help="run these steps alone")
    made.add_argument("--resume", metavar="RUN", default="", help="go on from an earlier run (its id, or `last`)")
    made.add_argument("--from", dest="from_step", metavar="STEP", default="", help="run this step and all after it")
    made.add_argument("--only", metavar="STEP", default="", help="run this step alone")
    made.add_argument("--no-cache", action="store_true", help="take nothing from the cache")
    made.add_argument("--refresh", metavar="STEP", action="append", default=[], help="run this step, cached or not")
    made.add_argument("--dry-run", action="store_true", help="run nothing; say what would run, and why")
    made.add_argument("--jobs", type=int, metavar="N", help="steps that run at once (default: the CPUs)")
    made.add_argument("--workspace", metavar="DIR", help="where runs are kept (default: .icefloe in the folder)")


def _step(made: _Parser) -> None:
    made.add_argument("step", metavar="NAME", help="the id of the step")
    _given(made)
    made.add_argument("--artifacts", metavar="DIR", help="where steps leave their outputs, and find those of others")
    made.add_argument("--report", metavar="FILE", help="where a failure is described as JSON")


def _given(made: _Parser) -> None:
    made.add_argument("-p", "--parameter", metavar="NAME=VALUE", action="append", default=[], help="set a parameter")
    made.add_argument("--root", metavar="DIR", default=".", help="the folder to work in (default: this one)")
    made.add_argument("--user", metavar="NAME", default="", help="whose the run is: it owns the atoms that it makes")
    made.add_argument(
        "--framework",
        choices=("standin", "installed"),
        default="standin",
        help="what `import flowyml` and the like give (default: an inert stand-in)",
    )


def _show(made: _Parser) -> None:
    made.add_argument("--plan", action="store_true", help="the plan itself, as JSON")
    made.add_argument("--lock", action="store_true", help="the lock itself")


def _verify(made: _Parser) -> None:
    made.add_argument("--expect", metavar="DIGEST", help="the digest that the lock must have (`sha256:…`)")


def _unpack(made: _Parser) -> None:
    made.add_argument("folder", metavar="DIR", nargs="?", default=".", help="the folder (default: this one)")
    made.add_argument("--sources", action="store_true", help="the modules too, not only what they read")
