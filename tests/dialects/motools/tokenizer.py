"""Train a tokenizer on two corpora, as the first version of motools wrote it."""

from dataclasses import dataclass
from pathlib import Path

from motools.workflow import AtomConstructor, FunctionStep, Workflow


@dataclass
class CorpusConfig:
    lines: int = 1000


@dataclass
class TokenizerConfig:
    vocabulary: int = 8000
    lower: bool = True


@dataclass
class Config:
    english: CorpusConfig
    spanish: CorpusConfig
    tokenizer: TokenizerConfig


def corpus_step(name: str, language: str) -> FunctionStep:
    """A step that writes the corpus of one language."""

    def corpus(config, input_atoms, temp_workspace: Path):
        path = temp_workspace / f"{language}.txt"
        path.write_text("line\n" * config.lines)
        return [AtomConstructor(name=f"{language}_corpus", path=path, type="dataset")]

    return FunctionStep(
        name=name,
        input_atom_types={},
        output_atom_types={f"{language}_corpus": "dataset"},
        config_class=CorpusConfig,
        fn=corpus,
    )


def train_tokenizer(config, input_atoms, temp_workspace):
    words = set()
    for atom in input_atoms.values():
        words |= set(Path(atom.path).read_text().split())
    path = temp_workspace / "tokenizer.txt"
    path.write_text("\n".join(sorted(words)[: config.vocabulary]))
    return [AtomConstructor(name="tokenizer", path=path, type="model")]


workflow = Workflow(
    name="tokenizer",
    input_atom_types={},
    steps=[
        corpus_step("english", "en"),
        corpus_step("spanish", "es"),
        FunctionStep(
            "tokenizer",
            {"en_corpus": "dataset", "es_corpus": "dataset"},
            {"tokenizer": "model"},
            TokenizerConfig,
            train_tokenizer,
        ),
    ],
    config_class=Config,
)
