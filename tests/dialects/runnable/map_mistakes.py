"""Maps over a name that is not there, over a text, and over a list that is empty."""
from runnable import Map, Pipeline, PythonTask


def documents():
    return ["a.txt", "b.txt"], "a.txt", []


def words(document: str):
    return len(document)


def branch():
    return Pipeline(steps=[PythonTask(name="words", function=words, returns=["words"])])


def missing_list():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="documents", function=documents, returns=["documents", "first", "others"]),
            Map(name="count", branch=branch(), iterate_on="document", iterate_as="document"),
        ]
    )
    pipeline.execute()
    return pipeline


def text_as_list():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="documents", function=documents, returns=["documents", "first", "others"]),
            Map(name="count", branch=branch(), iterate_on="first", iterate_as="document"),
        ]
    )
    pipeline.execute()
    return pipeline


def empty_list():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="documents", function=documents, returns=["documents", "first", "others"]),
            Map(name="count", branch=branch(), iterate_on="others", iterate_as="document"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    missing_list()
