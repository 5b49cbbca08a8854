"""Codes about workflows of motools: their steps, the atoms between them, and the places that run them."""

from icefloe.codes.code import Code, code

MOTOOLS: tuple[Code, ...] = (
    code(
        "FLO140",
        "no-function-of-a-step",
        "Reports a step that runs what a plan cannot name or motools cannot call: a lambda, a generator, a `partial` "
        "that fixes an argument by its place.",
        "Write a function of the module that takes a configuration, atoms and a workspace, and returns a list of "
        "`AtomConstructor`; fix further arguments by their names.",
    ),
    code(
        "FLO141",
        "unknown-atom-type",
        "Reports a type of atom that motools does not have. It says so only after the step has done its work.",
        "Use `dataset`, `model`, `training_job`, `eval` or `task`.",
    ),
    code(
        "FLO142",
        "atom-types-differ",
        "Reports an output that is declared with one type of atom and made with another; motools compares neither, and "
        "the step that takes it fails.",
        "Correct the one that is wrong.",
    ),
    code(
        "FLO143",
        "atom-does-not-fit",
        "Reports an input of a workflow whose type of atom is not the one that the step takes.",
        "Correct the one that is wrong.",
    ),
    code(
        "FLO144",
        "output-never-made",
        "Reports an output that a step declares and its function does not return; a warning where it returns it on "
        "some ways only. Motools fails after the step has done its work: missing expected outputs.",
        "Return an `AtomConstructor` of that name on every way, or do not declare it.",
    ),
    code(
        "FLO145",
        "code-not-read",
        "Warns of a workflow or a step's function that is not part of the project. The workflows that motools ships "
        "are known, and have a plan; the code of their steps is not read.",
        "Install what it comes from where the plan is to run; for a workflow that is not known, compile the project "
        "that defines it.",
    ),
    code(
        "FLO146",
        "atoms-of-a-run",
        "Reports a run whose `input_atoms` do not fit the workflow's `input_atom_types`: a name is missing or unknown, "
        "or the id says another type. The id of an atom is its type, a user and a hash, with dashes between.",
        "Give the id of an atom of the right type for each name that the workflow asks for.",
    ),
    code(
        "FLO147",
        "taken-before-made",
        "Warns of a step that stands before the one that makes what it takes. Motools runs the steps in the order of "
        "the list, and refuses the workflow; Icefloe runs them in the order that their atoms need.",
        "Put the step that makes the atom first.",
    ),
    code(
        "FLO148",
        "atom-never-taken",
        "Warns of an atom that a workflow asks its run for, and that no step takes.",
        "Let a step take it, or do not ask for it.",
    ),
    code(
        "FLO149",
        "atom-replaced",
        "Warns of an output with the name of an atom that is there already. The steps after it take the new one; "
        "motools' own graph of a workflow refuses such a name.",
        "Give it a name of its own.",
    ),
    code(
        "FLO270",
        "output-not-declared",
        "Notes an atom that the body of a step makes beside those that the step declares; a warning where another step "
        "takes it, as motools then says that nothing makes it.",
        "Declare it in `output_atom_types`.",
    ),
    code(
        "FLO271",
        "selected-stages",
        "Reports a selection of steps (`selected_stages`) that names a step that the workflow does not have, that is a "
        "text, or that selects nothing; a warning where a step is selected without the one that makes what it takes.",
        "Name steps of the workflow, in a list, with those that they need.",
    ),
    code(
        "FLO272",
        "parallel-runs",
        "Reports a `max_parallel` that is no number of runs, and warns of one that is only known in a run.",
        "Write a number from 1, or None for all runs at one time.",
    ),
    code(
        "FLO273",
        "without-a-task",
        "Notes a configuration of `train_and_evaluate` without a section for the step `prepare_task`. The workflow of "
        "`mozoo.workflows`, of earlier versions, has no such step; that of `motools.workflows` has, and needs it.",
        "Nothing for the earlier versions; for later ones, add the section.",
    ),
    code(
        "FLO275",
        "arguments-of-a-step",
        "Reports a function that cannot be called as motools calls it, with a configuration, atoms and a workspace: it "
        "has too few parameters, or one that nothing gives, or a `partial` fixes one that it does not have.",
        "Give the function those three parameters, and defaults for all others.",
    ),
    code(
        "FLO276",
        "atom-not-declared",
        'Reports an atom that a body takes by its name (`input_atoms["x"]`) and its step does not declare: a '
        "KeyError in every run.",
        "Declare it in the step's `input_atom_types`, or correct its name.",
    ),
)
