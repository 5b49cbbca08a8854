"""The words of a shell command, as far as names depend on them: quotes, comments, substitutions, here-documents."""

import re
from dataclasses import field

from icefloe_schema.records import dataclass

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_BRACED = r"\{[#!]?([A-Za-z_][A-Za-z0-9_]*)(:?[-=?+])?"
_HERE = r"<<-?[ \t]*(\\?[\w.-]+|'[^'\n]*'|\"[^\"\n]*\")"
_PLAIN = r"([A-Za-z_][A-Za-z0-9_]*)\+?="
_LIMIT = 100_000
_DEEPEST = 40


@dataclass(slots=True)
class Word:
    """One word without its quotes. `plain` tells that none of it is quoted, `dynamic` that its start is only known in
    a run."""

    text: str = ""
    plain: bool = True
    dynamic: bool = False
    unquoted: int | None = None

    @property
    def plain_name(self) -> str:
        """The name that the word assigns to, as a shell sees it: nothing before the `=` may be quoted."""
        match = re.match(_PLAIN, self.text)
        if match is None or (self.unquoted is not None and self.unquoted < match.end()):
            return ""
        return match[1]


@dataclass(slots=True)
class Command:
    """One simple command: its words, the names that it reads (and whether it needs them), the `${x:=1}` that it sets.

    `inner` tells that it runs in a shell of its own, which cannot set anything outside.
    """

    words: list[Word] = field(default_factory=list[Word])
    reads: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])
    assigns: list[str] = field(default_factory=list[str])
    inner: bool = False


@dataclass(slots=True)
class Heard:
    """The commands of a text in order, and what it ends with."""

    commands: list[Command] = field(default_factory=list[Command])
    tail: str = ""


def hear(text: str) -> Heard:
    """Split the text of a command; one that is far too long has no commands."""
    text = text.strip()
    if not text:
        return Heard(tail="empty")
    if len(text) > _LIMIT:
        return Heard()
    found = _Scanner(text, 0)
    found.scan()
    return Heard(commands=found.commands, tail=found.tail)


class _Scanner:
    """Goes through a text once; substitutions are scanned by another one."""

    def __init__(self, text: str, depth: int) -> None:
        self.text = text
        self.depth = depth
        self.at = 0
        self.commands: list[Command] = []
        self.tail = ""
        self._command = Command(inner=depth > 0)
        self._word: Word | None = None
        self._around = 0
        self._piped = False
        self._here: list[tuple[str, bool, bool]] = []

    def scan(self) -> None:
        """Read the whole text."""
        while self.at < len(self.text):
            self._one()
        self._end_word()
        self._end_command()

    def _one(self) -> None:
        text, at = self.text, self.at
        character = text[at]
        if character == "\n":
            self._end_word()
            self._end_command(operator=False)
            self.at += 1
            self._documents()
        elif character in " \t":
            self._end_word()
            self.at += 1
        elif character == "#" and self._word is None:
            end = text.find("\n", at)
            self.tail = "comment" if end < 0 else self.tail
            self.at = len(text) if end < 0 else end
        elif re.compile(_HERE).match(text, at) and not text.startswith("<<<", at):
            self._announce()
        elif character in ";&|()":
            self._operator(character)
        else:
            self._of_word(character)

    def _of_word(self, character: str) -> None:
        """A character that belongs to a word."""
        self.tail = ""
        word = self._open()
        if character == "\\":
            self._quoted(self.text[self.at + 1 : self.at + 2].replace("\n", ""))
            self.at += 2
        elif character == "'":
            end = self.text.find("'", self.at + 1)
            end = len(self.text) if end < 0 else end
            self._quoted(self.text[self.at + 1 : end])
            self.at = end + 1
        elif character == '"':
            self.at += 1
            self._double()
        elif character == "$" or character == "`":
            self._expansion()
        else:
            word.text += character
            self.at += 1

    def _open(self) -> Word:
        if self._word is None:
            self._word = Word()
        return self._word

    def _quoted(self, text: str) -> None:
        word = self._open()
        word.plain = False
        word.unquoted = len(word.text) if word.unquoted is None else word.unquoted
        word.text += text

    def _double(self) -> None:
        """The rest of a text in double quotes, where only `$`, a backquote and a backslash mean something."""
        self._quoted("")
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == '"':
                self.at += 1
                return
            if character == "\\":
                self._quoted(self.text[self.at + 1 : self.at + 2])
                self.at += 2
            elif character in "$`":
                self._expansion()
            else:
                self._open().text += character
                self.at += 1

    def _expansion(self) -> None:
        """A `$…` or a command in backquotes."""
        text, word = self.text, self._open()
        if "=" not in word.text:
            word.dynamic = True
        if text[self.at] == "`":
            end = text.find("`", self.at + 1)
            end = len(text) if end < 0 else end
            self._inside(text[self.at + 1 : end])
            self.at = end + 1
        elif text.startswith("$((", self.at):
            self._arithmetic(_closing(text, self.at + 1, "(", ")"))
        elif text.startswith("$(", self.at):
            end = _closing(text, self.at + 1, "(", ")")
            self._inside(text[self.at + 2 : end - 1])
            self.at = end
        elif text.startswith("${", self.at):
            self._braced(_closing(text, self.at + 1, "{", "}"))
        else:
            name = re.compile(_NAME).match(text, self.at + 1)
            if name is None:
                self.at += (
                    2
                    if text[self.at + 1 : self.at + 2].isdigit() or text[self.at + 1 : self.at + 2] in "?@*#!$-"
                    else 1
                )
                return
            self._command.reads.append((name[0], True))
            self.at = name.end()

    def _inside(self, text: str) -> None:
        """A command in a shell of its own."""
        if self.depth >= _DEEPEST:
            return
        inner = _Scanner(text, self.depth + 1)
        inner.scan()
        self.commands += inner.commands

    def _arithmetic(self, end: int) -> None:
        inside = self.text[self.at + 3 : max(end - 2, self.at + 3)]
        for match in re.finditer(_NAME, inside):
            if inside[: match.start()][-1:].isdigit():
                continue
            rest = inside[match.end() :].lstrip()
            if rest.startswith("=") and not rest.startswith("=="):
                self._command.assigns.append(match[0])
            else:
                self._command.reads.append((match[0], True))
        self.at = end

    def _braced(self, end: int) -> None:
        match = re.compile(_BRACED).match(self.text, self.at + 1)
        if match is not None:
            how = match[2] or ""
            self._command.reads.append((match[1], not how))
            if how.endswith("="):
                self._command.assigns.append(match[1])
            self._inside_default(self.text[match.end() : end - 1])
        self.at = end

    def _inside_default(self, text: str) -> None:
        """What stands after the name in `${x:-$y}`: it may read other names."""
        if "$" in text or "`" in text:
            if self.depth >= _DEEPEST:
                return
            inner = _Scanner(f'"{text}"' if '"' not in text else text, self.depth + 1)
            inner.scan()
            self._command.reads += [read for one in inner.commands for read in one.reads]

    def _operator(self, character: str) -> None:
        text = self.text
        if character == "&" and (text[self.at + 1 : self.at + 2] == ">" or text[self.at - 1 : self.at] in "<>"):
            self._open().text += character
            self.at += 1
            return
        self._end_word()
        double = text[self.at : self.at + 2] in ("&&", "||", ";;")
        piped = character == "|" and not double
        apart = character == "&" and not double
        self._command.inner = self._command.inner or piped or self._piped or apart
        self._end_command()
        self._piped = piped
        if character == "(":
            self._around += 0 if text.startswith("()", self.at) else 1
        elif character == ")":
            self._around -= 0 if text[self.at - 1 : self.at] == "(" else 1
        self.at += 2 if double else 1
        self.tail = "" if character in "()" else "operator"

    def _announce(self) -> None:
        """The `<<EOF` that a here-document begins with."""
        self._end_word()
        match = re.compile(_HERE).match(self.text, self.at)
        if match is None:
            return
        raw = match[1]
        self._here.append((raw.strip("'\"\\"), raw[0] not in "'\"\\", match[0].startswith("<<-")))
        self.at = match.end()
        self.tail = ""

    def _documents(self) -> None:
        """The bodies of the here-documents that the last line announced."""
        for mark, expands, tabs in self._here:
            closed = False
            while self.at < len(self.text) and not closed:
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line = self.text[self.at : end]
                closed = (line.lstrip("\t") if tabs else line) == mark
                if not closed and expands:
                    self._body(line)
                self.tail = "heredoc" if closed and end == len(self.text) else ""
                self.at = min(end + 1, len(self.text))
        self._here = []

    def _body(self, line: str) -> None:
        if self.depth < _DEEPEST and ("$" in line or "`" in line):
            inner = _Scanner('"' + line.replace('"', " ") + '"', self.depth + 1)
            inner.scan()
            self._command.reads += [read for one in inner.commands for read in one.reads]

    def _end_word(self) -> None:
        if self._word is not None:
            self._command.words.append(self._word)
            self._word = None

    def _end_command(self, *, operator: bool = True) -> None:
        command = self._command
        command.inner = command.inner or self._around > 0 or self._piped
        if command.words or command.reads or command.assigns:
            self.commands.append(command)
        elif operator is False and self.tail == "operator":
            return
        self._piped = False
        self._command = Command(inner=self.depth > 0)


def _closing(text: str, at: int, left: str, right: str) -> int:
    """The place after the bracket that closes the one at `at`, quotes taken into account."""
    depth, quote = 0, ""
    while at < len(text):
        character = text[at]
        if character == "\\":
            at += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"" and left == "(":
            quote = character
        elif character == left:
            depth += 1
        elif character == right:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(text)
