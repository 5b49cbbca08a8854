"""Codes about configurations of motools: classes, sections, files, and what they name."""

from icefloe.codes.code import Code, code

CONFIGURATION: tuple[Code, ...] = (
    code(
        "FLO340",
        "configuration-file",
        "Reports a file of configuration that is not there, cannot be read, is empty, or is no mapping from the names "
        "of steps to their sections. Warns of a key that stands twice: PyYAML silently takes the last.",
        "Correct the path, or the file. A path is looked for from the folder that the program is started in; "
        '`Path(__file__).parent / "…"` is found from everywhere.',
    ),
    code(
        "FLO341",
        "unknown-section",
        "Reports a section that belongs to no step. motools ignores it in a file or in `from_dict` without a word, so "
        "that the step it was meant for runs with its defaults; an object cannot be made with it.",
        "Correct its name: a section is called like the step.",
    ),
    code(
        "FLO342",
        "section-missing",
        "Reports a configuration without a section for which the class of the workflow has no default.",
        "Write it, `name: {}` if it has nothing to say; or give the field a default.",
    ),
    code(
        "FLO343",
        "sections-and-steps-differ",
        "Warns of a field of the workflow's class of configuration that is called like no step, and of a step that no "
        "field is called like. motools finds the section of a step by its name alone, and gives None where there is "
        "none.",
        "Give the field the name of the step.",
    ),
    code(
        "FLO344",
        "field-missing",
        "Reports a section without a field for which its class has no default.",
        "Write the field, or give it a default in the class.",
    ),
    code(
        "FLO345",
        "unknown-field",
        "Reports a name in a section that is no field of its class. motools ignores it in a file or in `from_dict` "
        "without a word; an object cannot be made with it. Also a name that a step reads of its configuration, and "
        "that the class does not have.",
        "Correct its spelling, or take it out.",
    ),
    code(
        "FLO346",
        "value-of-another-type",
        "Reports a value that is not what the annotation of its field says. Where mashumaro makes what is asked for "
        "out of it (a number of a text, a text of a number) it warns. In YAML `no` and `off` are false for PyYAML.",
        "Write the value as what it is meant to be, with quotes around texts; or correct the annotation.",
    ),
    code(
        "FLO347",
        "value-not-allowed",
        "Reports a value that its field does not allow: by an enumeration, by `Literal`, or by the function that reads "
        "it (`field_options(deserialize=…)`). A function of the project is followed with the very value.",
        "Write one that is allowed.",
    ),
    code(
        "FLO348",
        "target-not-found",
        "Reports `module:function` where a module of the project has no such function, or a package no such module.",
        "Correct the name, or write the function.",
    ),
    code(
        "FLO349",
        "malformed-target",
        "Reports a field that takes `module:function` and is given something else, for instance `module.function`.",
        "Write a colon between the module and the function.",
    ),
    code(
        "FLO350",
        "arguments-of-a-target",
        "Reports arguments (`loader_kwargs`) that the function which the section names (`dataset_loader`, "
        "`task_loader`) does not take, and parameters without a default that it is not given.",
        "Correct the arguments.",
    ),
    code(
        "FLO351",
        "dictionary-for-an-object",
        "Notes a dictionary where motools looks for the attributes of an object: it makes none of it, and a step that "
        "reads `config.rate` fails. Icefloe makes the object.",
        "Nothing, if it is run here. For motools write `from_dict` or make the objects.",
    ),
    code(
        "FLO352",
        "number-that-is-a-text",
        "Warns of a number in YAML that is a text for motools: PyYAML asks for a dot before the exponent, so that "
        "`1e-4` is a text. Icefloe takes the number.",
        "Write `1.0e-4` or `0.0001`.",
    ),
    code(
        "FLO353",
        "configuration-of-the-run",
        "Notes a configuration, a section or a value that only a run knows (an argument of the command line, a file "
        "outside of the project). The plan then asks its runs for the section.",
        "Give the section to a run, by `--config FILE` or `-p section='{…}'`.",
    ),
    code(
        "FLO354",
        "another-class",
        "Warns of a section that is an object of another class than its field has, and of a step whose `config_class` "
        "is not the class of that field: motools looks at the field alone.",
        "Name the same class in both places.",
    ),
    code(
        "FLO355",
        "refused-by-its-class",
        "Reports a section that the `__post_init__` of its class refuses: it raises an exception for these values.",
        "Correct the values.",
    ),
    code(
        "FLO356",
        "grid-of-a-sweep",
        "Reports a name in the grid of `run_sweep` that leads nowhere: there is no such section, no such field, "
        "or nothing to put a value into. Also a name without values, with which the sweep runs nothing.",
        "Write `section.field`, or `section` alone to replace it as a whole.",
    ),
    code(
        "FLO357",
        "class-inside-a-function",
        "Warns of a class of configuration that is defined inside a function: a run cannot import it, so that the step "
        "is given a mapping in place of an object.",
        "Define the class at the top of its module.",
    ),
    code(
        "FLO358",
        "class-without-fields",
        "Reports a class of configuration that is not decorated with `@dataclass`: deriving from `StepConfig` makes "
        "no fields of its annotations. It is a warning where no configuration is given.",
        "Decorate it.",
    ),
    code(
        "FLO359",
        "default-of-a-field",
        "Reports a list, dictionary or set as the default of a field, with which Python refuses the class; warns of "
        "a default that is not what the annotation says.",
        "Write `field(default_factory=list)`; correct the default or the annotation.",
    ),
)
