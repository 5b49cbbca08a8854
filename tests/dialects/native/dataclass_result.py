# Covers: a dataclass as the result, attributes of a nested pipeline's result, attributes of a step's output.
from dataclasses import dataclass, field

from icefloe import pipeline, step


@dataclass
class Corpus:
    texts: list[str]
    language: str
    tokens: int = 0


@dataclass
class Trained:
    model: object
    loss: float
    notes: list[str] = field(default_factory=list)


@step
def collect(path: str) -> Corpus:
    return Corpus([path], "de")


@step
def tokenise(texts: list[str], language: str) -> list[list[int]]:
    return [[1]]


@step
def pretrain(tokens: list[list[int]]) -> object:
    return object()


@step
def perplexity(model: object, tokens: list[list[int]]) -> float:
    return 12.5


@step
def card(model: object, loss: float, language: str) -> str:
    return "# model card"


@pipeline
def train(path: str):
    corpus = collect(path)
    tokens = tokenise(corpus.texts, corpus.language)
    model = pretrain(tokens)
    return Trained(model=model, loss=perplexity(model, tokens))


@pipeline
def release(path: str = "corpus/"):
    trained = train(path)
    if trained.loss < 20:
        return card(trained.model, trained.loss, "de")
