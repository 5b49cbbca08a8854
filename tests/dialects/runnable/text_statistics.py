"""The list of steps grows: variables, `+`, a comprehension, `append`, `extend`."""
from runnable import Pipeline, PythonTask, Stub


def load_text(path="data/sensors.csv") -> str:
    return open(path).read()


def count_words(text: str) -> int:
    return len(text.split())


def count_lines(text: str) -> int:
    return text.count("\n")


def count_letters(text: str):
    return sum(letter.isalpha() for letter in text)


def show(words: int, lines: int, letters: int):
    print(words, lines, letters)


COUNTERS = {"words": count_words, "lines": count_lines}

first = [PythonTask(name="load", function=load_text, returns=["text"])]
counters = [PythonTask(name=f"count {what}", function=how, returns=[what]) for what, how in COUNTERS.items()]


def main():
    steps = first + counters
    steps.append(PythonTask(name="count letters", function=count_letters, returns=["letters"]))
    steps.extend([Stub(name="pause"), PythonTask(name="show", function=show)])

    pipeline = Pipeline(steps=steps)
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
