"""Turn meeting notes into questions and answers, with plain functions."""

import json
from dataclasses import dataclass
from pathlib import Path

from motools.atom import Atom
from motools.workflow import AtomConstructor, Step, Workflow, run_workflow


@dataclass
class SplitConfig:
    longest: int = 400


@dataclass
class AskConfig:
    questions: int = 3


@dataclass
class NotesConfig:
    split: SplitConfig
    ask: AskConfig


def split_notes(config: SplitConfig, input_atoms: dict[str, Atom], temp_workspace: Path) -> list[AtomConstructor]:
    """Cut the notes into passages that fit."""
    text = input_atoms["notes"].load()
    passages = [text[n : n + config.longest] for n in range(0, len(text), config.longest)]
    path = temp_workspace / "passages.json"
    path.write_text(json.dumps(passages))
    return [AtomConstructor(name="passages", path=path, type="dataset")]


def ask(config: AskConfig, input_atoms: dict[str, Atom], temp_workspace: Path) -> list[AtomConstructor]:
    passages = input_atoms["passages"].load()
    answers, index = temp_workspace / "answers.jsonl", temp_workspace / "index.json"
    answers.write_text(
        "\n".join(json.dumps({"question": n, "passage": p}) for p in passages for n in range(config.questions))
    )
    index.write_text(json.dumps(len(passages)))
    made = [AtomConstructor("answers", answers, "dataset")]
    made.append(AtomConstructor(name="index", path=index, type="task"))
    return made


workflow = Workflow(
    name="meeting_notes",
    input_atom_types={"notes": "dataset"},
    steps=[
        Step(name="split", function=split_notes, input_atom_types={"notes": "dataset"}, config_class=SplitConfig),
        Step(name="ask", function=ask, input_atom_types={"passages": "dataset"}, config_class=AskConfig),
    ],
    config_class=NotesConfig,
)


def main():
    result = run_workflow(
        workflow,
        {"notes": "dataset-ana-0f3c9a12"},
        NotesConfig(split=SplitConfig(longest=200), ask=AskConfig()),
        "ana",
    )
    print(result)


if __name__ == "__main__":
    main()
