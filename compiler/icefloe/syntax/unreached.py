"""What in a file without a pipeline keeps Python, and whoever reads it, from getting to one."""

import ast
import stat
from pathlib import Path

_ENDS = frozenset(("sys.exit", "exit", "quit", "os._exit"))


def unreached(path: Path) -> str:
    """Say which line of a module ends it before its last; empty where none does."""
    try:
        if path.suffix != ".py" or not stat.S_ISREG(path.lstat().st_mode):
            return ""
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for statement in body[:-1]:
        if isinstance(statement, ast.Raise):
            return f": line {statement.lineno} raises, so that nothing after it is reached"
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            called = ast.unparse(statement.value.func)
            if called in _ENDS:
                return f": line {statement.lineno} calls {called}, so that nothing after it is reached"
    return ""
