"""The group of all verbs, and what becomes of what they raise.

Nothing heavy is imported here or at the top of a verb's module: `icefloe --help` costs little more than click.
"""

import sys
from typing import NoReturn

import click

from icefloe.cli.artifacts import artifacts, gc
from icefloe.cli.bundle import bundle
from icefloe.cli.cache import cache
from icefloe.cli.check import check
from icefloe.cli.compile import compile_
from icefloe.cli.completions import completions
from icefloe.cli.diff import diff
from icefloe.cli.explain import explain, schema
from icefloe.cli.export import export
from icefloe.cli.graph import graph
from icefloe.cli.lineage import lineage
from icefloe.cli.lock import freeze, verify
from icefloe.cli.logs import logs
from icefloe.cli.lsp import lsp
from icefloe.cli.run import run as run_pipeline
from icefloe.cli.run import step
from icefloe.cli.runs import runs
from icefloe.cli.show import show
from icefloe.cli.speak import INTERNAL, INTERRUPTED, hasten, misuse, outcome, prepare, say
from icefloe.cli.talk import Refusal
from icefloe.syntax import importing
from icefloe_schema.version import VERSION

ALIASES = {"lint": "check"}
#: The verbs that run what users have written, which is to find Python as it is.
RUNNING = ("run", "step")


class Verbs(click.Group):
    """The verbs, in the order in which one meets them, with their aliases."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the verbs in the order in which they were added."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a verb by its name or its alias."""
        return super().get_command(ctx, ALIASES.get(cmd_name, cmd_name))

    def invoke(self, ctx: click.Context) -> object:
        """Call a verb; what says that the call was wrong becomes a message and exit status 2."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            refused = misuse(error)
            if refused is None:
                raise
            raise Refusal(refused) from error


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="icefloe")
@click.pass_context
def app(ctx: click.Context) -> None:
    """Check, freeze and export pipelines written in Python, without importing or running them."""
    if ctx.invoked_subcommand not in RUNNING:
        hasten()


for _verb in (
    check,
    compile_,
    show,
    explain,
    graph,
    export,
    freeze,
    verify,
    diff,
    run_pipeline,
    runs,
    logs,
    artifacts,
    lineage,
    cache,
    gc,
    bundle,
    step,
    schema,
    completions,
    lsp,
):
    app.add_command(_verb)


def run() -> NoReturn:
    """Run the command line and leave the process with its exit status."""
    importing.is_wanted = True
    prepare()
    sys.exit(outcome(_status))


def _status() -> int:
    try:
        status = app(prog_name="icefloe", standalone_mode=False, obj=tuple(sys.argv[1:]))
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as refused:
        if type(refused).__name__ == "NoArgsIsHelpError":  # which older ones of click do not have
            refused.show()
            return INTERNAL
        say(f"error: {refused.format_message()}")
        if refused.ctx is not None:
            say(f"hint: `{refused.ctx.command_path} --help` lists what it takes")
        return INTERNAL
    except click.ClickException as refused:
        refused.show()
        return INTERNAL
    except click.Abort:
        return INTERRUPTED
    return status if isinstance(status, int) else 0
