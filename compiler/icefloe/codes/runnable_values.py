"""Codes about what runnable's storage and casts do to a value on its way."""

from icefloe.codes.code import Code, code

VALUES: tuple[Code, ...] = (
    code(
        "FLO310",
        "json-cannot-hold",
        "Reports a return kept as json or as a metric whose type JSON does not have: an object of a class, a date, a "
        "path, a dict whose keys are numbers, a set inside another value. runnable finds out when the function has "
        "done its work.",
        'Write `pickled("name")`, or return what JSON has: texts, numbers, lists, dicts by text.',
    ),
    code(
        "FLO311",
        "json-changes-value",
        "Reports a return kept as json that runnable silently makes into something else: of a DataFrame it stores the "
        "names of the columns, of bytes a text, of a Series its values, of a set a list. It is an error where the "
        "value is lost, and a warning where it only changes its type.",
        'Write `pickled("name")`.',
    ),
    code(
        "FLO312",
        "cast-fails",
        "Reports a value whose cast certainly fails. runnable checks no types: it calls the parameter's annotation "
        "with the stored value, `dict(3)` or `int('abc')`, and the run fails when that raises. A pydantic model fails "
        "so if one of its fields is not in the stored dict and has no default.",
        "Correct the annotation that is wrong, or convert the value in a task between the two.",
    ),
    code(
        "FLO313",
        "annotation-cannot-be-called",
        "Reports a parameter whose annotation runnable cannot call with the value, although the value is right: "
        "`Optional[int]`, `Union[…]`, `Literal[…]`, `Any`, `Annotated[…]`, `Sequence[…]`, `Mapping[…]`, `Iterable[…]`, "
        "a Protocol, `object`. Pickled values and text annotations are not called, and neither is `int | None`. The "
        "plan hands the value over as it is, so that this is a warning.",
        "Write `int | None` for `Optional[int]`, `list` for `Sequence`, `dict` for `Mapping`; or no annotation.",
    ),
    code(
        "FLO314",
        "cast-changes-value",
        "Reports a cast that works and gives another value than was meant: `list('abc')` is a list of characters, "
        "`list(a_dict)` its keys, `bool('False')` is True, `int(2.7)` is 2, and the elements of a list are not cast at "
        "all: `list[int]` keeps its texts. Nothing says so in the run.",
        "Correct the annotation that is wrong, or convert the value in a task between the two.",
    ),
    code(
        "FLO315",
        "cast-depends-on-value",
        "Warns of a cast that works for some values of the returned type only: a text into a number, or a value that "
        "may be None.",
        "Return the type that the parameter takes, or take the type that is returned.",
    ),
    code(
        "FLO316",
        "wrong-number-of-returns",
        "Reports a task whose `returns` has another number of names than its function returns values. runnable takes "
        "every returned tuple apart, also where only one name is declared, and counts when the function has run.",
        "Return as many values as there are names; to return one tuple under one name, return it as a list.",
    ),
    code(
        "FLO317",
        "returned-value-without-name",
        "Tells that a task's function returns something and the task has no `returns`: the value is lost, without a "
        "word. It is a warning for several values at once, else a note.",
        "Name what is returned in `returns`, if a later task needs it.",
    ),
    code(
        "FLO318",
        "returns-nothing",
        "Warns that a task declares a return and its function has none: the name is None.",
        "Return the value, or take the name out of `returns`.",
    ),
    code(
        "FLO319",
        "shell-never-exports",
        "Warns that a shell task returns a name that its command never exports. runnable reads the returns from the "
        "environment of the shell at its end; a variable that is only set, or that a script or a subshell exports, is "
        "not in it. The name is missing after the task, and the run goes on.",
        "Write `export name=…` in the command itself.",
    ),
    code(
        "FLO320",
        "shell-cannot-be-continued",
        "Warns that a shell command ends so that runnable cannot add ` && echo … && env` to it: with `;`, `&` or "
        "another operator (the shell refuses it), with a comment, a here-document or `exit` (the returns are lost).",
        "End the command with a plain command on a line of its own.",
    ),
    code(
        "FLO321",
        "value-without-branch",
        "Reports a value that the parameter of a Conditional can have and that is no key of its branches. runnable "
        "compares `str(value)` with the keys and fails if none is the same. Told from a `Literal`, a bool, an Enum, or "
        "constants that the producer returns.",
        "Write a branch for every value: `True` and `False` for a bool.",
    ),
    code(
        "FLO322",
        "branch-never-chosen",
        "Warns of a branch of a Conditional whose key its parameter can never be.",
        "Correct the key, or take the branch out.",
    ),
    code(
        "FLO323",
        "return-is-no-name",
        "Warns of a return whose name no parameter of a function can have, as `f1-score`.",
        "Write letters, digits and underscores.",
    ),
    code(
        "FLO324",
        "variable-in-small-letters",
        "Warns of a required parameter with a capital letter: runnable makes the names of `RUNNABLE_PRM_…` small, so "
        "that no variable can give it.",
        "Call it by small letters, or give it in a parameter file.",
    ),
    code(
        "FLO325",
        "notebook-never-binds",
        "Reports a notebook task that returns a name which no cell of the notebook binds. runnable looks the name up "
        "when the notebook has run (twice), and fails. It looks up a name with `${…}` in it as it is written.",
        "Bind the name in the notebook, or take it out of `returns`.",
    ),
    code(
        "FLO326",
        "notebook-reads-unknown-name",
        "Warns that a notebook reads a name that no cell binds before, and that nothing before its task returns as "
        "json or a metric: only those are written into it.",
        "Return it from a task before this one, or bind it in the cell tagged `parameters`.",
    ),
    code(
        "FLO327",
        "pickled-out-of-a-map",
        "Warns of a pickled return inside a Map: runnable collects the values of all rounds into a list that it stores "
        "as JSON, and fails if JSON cannot hold them. The plan keeps them as they are.",
        "Return what JSON has, put the objects into files of the catalog, or reduce them to something that JSON has.",
    ),
    code(
        "FLO328",
        "notebook-not-read",
        "Warns that the notebook of a task is not in the project, or cannot be read: its names are not checked.",
        "Write the notebook's path from the project's root, where the pipeline runs.",
    ),
    code(
        "FLO329",
        "shell-reads-unknown-name",
        "Warns that a shell command reads a variable that nothing sets. runnable runs a command with the parameters, "
        "the secrets and the variables `RUNNABLE_…` as its whole environment: `$HOME` is empty too.",
        "Correct the name, return it from a task before, or write a default (`${name:-1}`).",
    ),
    code(
        "FLO330",
        "coroutine-never-awaited",
        "Warns of an `async` function in a `PythonTask`: runnable calls it without awaiting it, so that nothing of it "
        "is run, and a declared return is a coroutine that cannot be stored. The plan awaits it.",
        "Make it an `AsyncPythonTask` of an `AsyncPipeline`, or take `async` out.",
    ),
    code(
        "FLO331",
        "notebook-overwrites-parameter",
        "Warns that a notebook without a cell tagged `parameters` gives a constant to a name that it is given: the "
        "given values are written into a cell before all others, so that the constant wins.",
        "Tag the cell with the defaults `parameters`: the given values are written after it.",
    ),
)
