"""`icefloe lsp`: the language server, for editors."""

import click

from icefloe.cli.talk import Refusal
from icefloe.syntax.importing import import_libcst


@click.command(short_help="Serve an editor: what check finds, as you type.")
@click.option("--stdio", is_flag=True, hidden=True, help="What is done anyway; many editors say it.")
def lsp(stdio: bool) -> None:  # noqa: ARG001 - there is no other way to speak
    """Speak the Language Server Protocol on standard input and output; editors start this. Needs icefloe[lsp]."""
    import_libcst()
    try:
        from icefloe.lsp.features import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise Refusal("the language server needs pygls: pip install 'icefloe[lsp]'") from error
    serve()
