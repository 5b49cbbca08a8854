# Covers: comprehensions and loops with an `if` on each element.
from icefloe import pipeline, step


@step
def documents(folder: str) -> list[str]:
    return []


@step
def language(text: str) -> str:
    return "en"


@step
def translate(text: str) -> str:
    return text


@step
def train(texts: list[str]) -> str:
    return "model"


@step
def notify(text: str): ...


@pipeline
def comprehension(folder: str):
    texts = documents(folder)
    english = [translate(t) for t in texts if language(t) != "en"]
    return train(english)


@pipeline
def loop(folder: str):
    kept = []
    for text in documents(folder):
        if language(text) == "de":
            kept.append(translate(text))
    return train(kept)


@pipeline
def no_result(folder: str):
    for text in documents(folder):
        if language(text) == "xx":
            notify(text)


@pipeline
def without_a_step(folder: str):
    return train([t for t in documents(folder) if len(t) > 100])
