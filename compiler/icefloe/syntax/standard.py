"""Names that every Python has: owned tables, so that nothing depends on which Python reads the project."""

from typing import Final

_BUILTINS: Final = """
ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError
ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError
MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError
OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError
ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning
SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError abs
aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash
help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open
ord pow print property quit range repr reveal_locals reveal_type reversed round set setattr slice sorted staticmethod
str sum super tuple type vars zip __annotations__ __build_class__ __builtins__ __cached__ __class__ __debug__ __dict__
__doc__ __file__ __import__ __loader__ __module__ __name__ __package__ __path__ __qualname__ __spec__
"""
_STANDARD_LIBRARY: Final = """
abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii
binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys
compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses
datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp
fileinput fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3
linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing
netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib pdb pickle
pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr
pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select
selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile
sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig
syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib
trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave
weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo __future__
__main__ _thread
"""

BUILTINS: Final = frozenset(_BUILTINS.split())
"""The builtins of Python 3.11 to 3.15, and the names that every module or class body has."""

STANDARD_LIBRARY: Final = frozenset(_STANDARD_LIBRARY.split())
"""The top-level modules that some Python from 3.9 to 3.15 has."""

DYNAMIC: Final = frozenset({"eval", "exec", "compile", "globals", "vars", "__import__"})
"""Builtins that reach code and names which cannot be read from the source."""

DYNAMIC_CALLS: Final = frozenset(
    {
        "importlib.import_module",
        "importlib.__import__",
        "importlib.reload",
        "runpy.run_module",
        "runpy.run_path",
        "builtins.eval",
        "builtins.exec",
    }
)
"""The same in the standard library."""

IMPORTERS: Final = frozenset({"importlib.import_module", "importlib.__import__"})
"""Those of them that say by their first argument alone what they reach."""

DYNAMIC_VALUES: Final = ("sys.modules", "sys._getframe", "inspect.currentframe", "inspect.stack")
"""What leads to any module, or to the variables of any caller."""
