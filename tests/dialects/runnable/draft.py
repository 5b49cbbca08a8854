"""The plan of next month, drawn with stubs: they take any argument and do nothing."""
from runnable import Map, Pipeline, PythonTask, Stub


def topics():
    return ["prices", "weather"]


def main():
    pipeline = Pipeline(
        steps=[
            Stub(name="fetch", function="to be written", returns=["pages"], catalog=None),
            PythonTask(name="topics", function=topics, returns=["topics"]),
            Map(
                name="each topic",
                branch=Pipeline(steps=[Stub(name="write"), Stub(name="proofread", editor="Kim")]),
                iterate_on="topics",
                iterate_as="topic",
            ),
            Stub(name="print", terminate_with_success=True),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
