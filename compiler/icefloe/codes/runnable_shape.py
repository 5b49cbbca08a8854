"""Codes about the shape of a runnable pipeline: arguments, names, ends, how it is executed."""

from icefloe.codes.code import Code, code

SHAPE: tuple[Code, ...] = (
    code(
        "FLO180",
        "argument-missing",
        "Reports a task, pipeline or job of runnable that is made without an argument that it must have, for instance "
        "a `PythonTask` without `name`. Runnable refuses it when the object is made: field required.",
        "Add the argument.",
    ),
    code(
        "FLO181",
        "no-steps",
        "Reports a pipeline of runnable whose list of steps is empty. Runnable fails when it is made, with nothing but "
        "`list index out of range`.",
        "Give it at least one task; a `Stub` does nothing.",
    ),
    code(
        "FLO182",
        "step-named-twice",
        "Reports two tasks of one name in one pipeline, and one task that stands twice in its list. Runnable refuses "
        "both when the pipeline is made: step names should be unique. Tasks of different branches may share a name.",
        "Give one of them another name; make a second task instead of using one twice.",
    ),
    code(
        "FLO183",
        "refused-name",
        "Warns of a task with `.` or `%` in its name: runnable 0.50.0 writes paths of names with dots, and refuses it "
        "when the pipeline is made. Icefloe runs it.",
        "Use spaces, hyphens or underscores.",
    ),
    code(
        "FLO184",
        "name-of-an-end",
        "Warns of a task that is called `success` or `fail`. Runnable 0.50.0 puts an end of that name into every "
        "pipeline, in place of the task: a run stops there, and says that it succeeded or failed. Icefloe runs the "
        "task.",
        "Give it another name.",
    ),
    code(
        "FLO185",
        "handler-replaces-step",
        "Warns of a task in an `on_failure` pipeline that is called like a task of the pipeline that it handles, or of "
        "another of its handlers. Runnable 0.50.0 keeps all of them in one table by name, so that the later takes the "
        "place of the earlier without a word. Icefloe keeps them apart.",
        "Give one of them another name.",
    ),
    code(
        "FLO186",
        "function-not-importable",
        "Reports a function that a run of runnable does not find: it keeps only the module and the name of a function, "
        "and imports them again when the task runs. A lambda, a function inside another one or in a class, and what a "
        "decorator without `functools.wraps` returns fail then, after the tasks before it have done their work; a "
        "warning, as Icefloe's own plan has the whole address. A `partial`, an object that can be called, and a method "
        "of an object are errors: what they are bound to is in no plan.",
        "Define a function at module level, and give that.",
    ),
    code(
        "FLO187",
        "step-of-two-pipelines",
        "Warns of one task object in two pipelines. Runnable 0.50.0 writes into a task what comes after it when the "
        "first pipeline is made, and mostly refuses the second: the node already has a next node, a pipeline can only "
        "have one termination node, or an AttributeError of an `on_failure` that has become a name. Where it does not "
        "refuse it, nothing is said here either. Icefloe runs both.",
        "Make a task of its own for each, for instance in a function that returns a new one.",
    ),
    code(
        "FLO188",
        "not-a-task",
        "Reports a member of `steps` that is no task: `Success()` and `Fail()`, which runnable exports and refuses, a "
        "pipeline, a list, a function, None. Warns of an `AsyncPythonTask` in a `Pipeline`, and of other tasks in an "
        "`AsyncPipeline`: runnable 0.50.0 refuses them, Icefloe runs them.",
        "Ends are written on the last task (`terminate_with_failure=True`); a pipeline's tasks are unpacked, or held "
        "in a `Parallel`.",
    ),
    code(
        "FLO189",
        "end-before-the-end",
        "Reports a task that is to end the run although others come after it, or to end it both ways. Runnable refuses "
        "it: a pipeline can only have one termination node with success or failure.",
        "End the run with the last task, or in an `on_failure` pipeline.",
    ),
    code(
        "FLO190",
        "linked-by-hand",
        "Warns of `first >> second`, `second << first` or `next_node=…`: a pipeline links its tasks itself, in the "
        "order of `steps`, and runnable 0.50.0 then refuses it: the node already has a next node.",
        "Take the link out, and write the tasks in their order.",
    ),
    code(
        "FLO191",
        "handler-refused",
        "Warns of an `on_failure` that runnable 0.50.0 cannot carry: that of a `Stub`, and that of a task in a "
        "pipeline that is itself an `on_failure`. Both fail when the pipeline is made, with a message about something "
        "else.",
        "Take it out; let the task before it, or a task of its own, handle the failure.",
    ),
    code(
        "FLO192",
        "set-too-late",
        "Warns of an attribute of a task, or of the list of steps, that is changed after the pipeline has been made. "
        "Runnable reads its tasks at that moment, and never again: the change has no effect, and nobody says so.",
        "Do it before the pipeline is made.",
    ),
    code(
        "FLO193",
        "task-type-not-found",
        "Reports three mistakes of which runnable says that an extension is missing (`Could not find the task type`): "
        "a notebook whose path does not end in `.ipynb`, a `pickled` return of a shell, and, as a warning, a bare text "
        "that is put among the returns after the task was made.",
        "Correct what the message names; there is nothing to be installed.",
    ),
    code(
        "FLO194",
        "task-in-no-pipeline",
        "Warns of a task that is made and given to no pipeline, in a file that makes pipelines: it never runs.",
        "Put it into the `steps` of a pipeline, or remove it.",
    ),
    code(
        "FLO195",
        "job-takes-files",
        "Warns of `Catalog(get=…)` on a job: runnable 0.50.0 refuses it when the job is made. Icefloe takes the files.",
        "Take `get` out, or make it a pipeline of one task.",
    ),
    code(
        "FLO196",
        "builder-not-found",
        "Warns where runnable 0.50.0 cannot find the function that executes a pipeline or job. It does not run what "
        "`execute()` is called on: it takes the name of the calling function from the stack, imports its module once "
        "more, calls that function without arguments, and runs what it returns. At module level (also below "
        '`if __name__ == "__main__":`) the name is `<module>`; a method, a nested or async function and one with '
        "parameters cannot be called so; and of the name all of `.`, `p` and `y` at its end are cut off "
        '(`rstrip(".py")`), so that `deploy` becomes `deplo`. Icefloe runs them all.',
        "Build and execute in a function at module level, without parameters, that returns the pipeline, and whose "
        "name ends in another letter.",
    ),
    code(
        "FLO197",
        "builder-returns-no-pipeline",
        "Warns of a function that executes a pipeline or job and does not return it: runnable 0.50.0 calls the "
        "function a second time for what it returns, and fails with `'NoneType' object has no attribute 'return_dag'`. "
        "If it returns another pipeline, that one is run. Icefloe runs the one that is executed.",
        "Return the pipeline at the end of the function.",
    ),
    code(
        "FLO198",
        "built-twice",
        "Warns of what a function that executes a pipeline does beside building it: runnable 0.50.0 calls it twice, "
        "and in a container once more for every task. Files are written and commands run both times; and what "
        "`execute()` gives the second time is an empty dictionary, so that asking it for the status of the run fails.",
        "Do it in a task, or where the function is called.",
    ),
    code(
        "FLO199",
        "not-in-runnable",
        "Reports a word that runnable 0.50.0 does not have, for instance `TorchTask` or `Task`: its import fails. "
        "Warns of a method that an object does not have: `AsyncPipeline.execute`, which its own documentation shows, "
        "`Pipeline.execute_streaming`, `as_pipeline` of a `Map`, `Parallel`, `Conditional` or `Loop`, "
        "`as_async_pipeline` of any task but an `AsyncPythonTask`. It fails when it is called.",
        "Write what the message says.",
    ),
)
