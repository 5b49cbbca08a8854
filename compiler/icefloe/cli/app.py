"""The group of all verbs, and what becomes of what they raise.

A verb's module is imported when the verb is asked for, and nothing heavy at its top: `icefloe --help`, which asks for
all of them, costs little more than click.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Final, NoReturn, cast

import click

from icefloe.cli.speak import INTERNAL, INTERRUPTED, Left, Refusal, hasten, misuse, outcome, prepare, say
from icefloe.syntax import importing
from icefloe_schema.version import VERSION

#: Where each verb is, `MODULE:NAME` in this package, in the order in which one meets them.
VERBS: Final[Mapping[str, str]] = {
    "check": "check:check",
    "compile": "compile:compile_",
    "show": "show:show",
    "explain": "explain:explain",
    "graph": "graph:graph",
    "export": "export:export",
    "freeze": "lock:freeze",
    "verify": "lock:verify",
    "diff": "diff:diff",
    "run": "run:run",
    "runs": "runs:runs",
    "logs": "logs:logs",
    "artifacts": "artifacts:artifacts",
    "lineage": "lineage:lineage",
    "cache": "cache:cache",
    "gc": "artifacts:gc",
    "bundle": "bundle:bundle",
    "step": "run:step",
    "schema": "explain:schema",
    "completions": "completions:completions",
    "lsp": "lsp:lsp",
}
ALIASES = {"lint": "check"}
#: The verbs that run what users have written, which is to find Python as it is.
RUNNING = ("run", "step")


class Refused(click.ClickException):
    """What says that the call was wrong, as click wants it: exit status 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Say it on stderr."""
        say(f"error: {self.message}")


class Verbs(click.Group):
    """The verbs, in the order in which one meets them, with their aliases."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the verbs in the order in which one meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Find a verb by its name or its alias."""
        place = VERBS.get(ALIASES.get(cmd_name, cmd_name))
        if place is None:
            return None
        module, _, name = place.partition(":")
        return cast(click.Command, getattr(import_module(f"icefloe.cli.{module}"), name))

    def invoke(self, ctx: click.Context) -> object:
        """Call a verb; what says that the call was wrong becomes a message and exit status 2."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Left as left:
            raise click.exceptions.Exit(left.status) from None
        except Exception as error:
            refused = error.message if isinstance(error, Refusal) else misuse(error)
            if refused is None:
                raise
            raise Refused(refused) from error


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="icefloe")
@click.pass_context
def app(ctx: click.Context) -> None:
    """Check, freeze and export pipelines written in Python, without importing or running them."""
    if ctx.invoked_subcommand not in RUNNING:
        hasten()


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
