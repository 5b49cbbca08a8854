"""The language server: what `check` finds, in an editor, as one types. Needs `pip install 'icefloe[lsp]'`."""
