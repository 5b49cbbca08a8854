"""What the server can do, each as the protocol asks for it."""

import os

from lsprotocol import types

from icefloe.lsp.actions import FIX_ALL, actions
from icefloe.lsp.server import Server, file
from icefloe.lsp.symbols import symbols

_KINDS = [types.CodeActionKind.QuickFix, FIX_ALL]


def server() -> Server:
    """A server with everything that it can do."""
    made = Server()
    _documents(made)
    _questions(made)
    return made


def serve() -> None:
    """Serve one editor over standard input and output until it says goodbye."""
    # The server closes what it speaks through, and whoever called it may still want to flush.
    with os.fdopen(os.dup(0), "rb") as asked, os.fdopen(os.dup(1), "wb") as said:
        server().start_io(asked, said)


def _documents(made: Server) -> None:
    """Documents that are opened, changed, saved and closed."""

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(server: Server, said: types.DidOpenTextDocumentParams) -> None:
        server.room.put(file(said.text_document.uri), said.text_document.text)
        server.look()

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(server: Server, said: types.DidChangeTextDocumentParams) -> None:
        uri = said.text_document.uri
        server.room.put(file(uri), server.workspace.get_text_document(uri).source)
        server.later()

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(server: Server, _: types.DidSaveTextDocumentParams) -> None:
        server.room.saved()
        server.look()

    @made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def elsewhere(server: Server, _: types.DidChangeWatchedFilesParams) -> None:
        server.room.saved()
        server.look()

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(server: Server, said: types.DidCloseTextDocumentParams) -> None:
        server.room.drop(file(said.text_document.uri))
        server.look()


def _questions(made: Server) -> None:
    """What an editor asks of a place or of a file."""

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(server: Server, asked: types.HoverParams) -> types.Hover | None:
        def answer() -> types.Hover | None:
            path, spots = server.spots(asked.text_document.uri, asked.position)
            if not spots:
                return None
            told = "\n\n---\n\n".join(dict.fromkeys(spot.told for spot in spots))
            markup = types.MarkupContent(kind=types.MarkupKind.Markdown, value=told)
            return types.Hover(contents=markup, range=server.room.lines(path).range(spots[0].span))

        return server.safely("hover", answer, None)

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(server: Server, asked: types.DefinitionParams) -> list[types.Location]:
        def answer() -> list[types.Location]:
            path, spots = server.spots(asked.text_document.uri, asked.position)
            return server.locations(path, [span for spot in spots for span in spot.makers])

        return server.safely("go to producer", answer, [])

    @made.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(server: Server, asked: types.ReferenceParams) -> list[types.Location]:
        def answer() -> list[types.Location]:
            path, spots = server.spots(asked.text_document.uri, asked.position)
            makers = [span for spot in spots for span in spot.makers] if asked.context.include_declaration else []
            return server.locations(path, [*makers, *(span for spot in spots for span in spot.takers)])

        return server.safely("find consumers", answer, [])

    @made.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(server: Server, asked: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        return server.safely("outline", lambda: symbols(server.room, file(asked.text_document.uri)), [])

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=_KINDS))
    def offered(server: Server, asked: types.CodeActionParams) -> list[types.CodeAction]:
        path = file(asked.text_document.uri)
        return server.safely("actions", lambda: actions(server.room, path, asked), [])
