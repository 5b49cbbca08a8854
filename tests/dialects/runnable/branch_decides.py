"""The branch computes `kind` and asks for it, but a Conditional only looks at the outermost chain."""
from runnable import Conditional, Map, Pipeline, PythonTask, Stub


def mails():
    return ["offer", "invoice 12"]


def kind_of(mail: str):
    return "bill" if "invoice" in mail else "other"


def main():
    branch = Pipeline(
        steps=[
            PythonTask(name="kind", function=kind_of, returns=["kind"]),
            Conditional(
                name="by kind",
                parameter="kind",
                branches={"bill": Stub(name="pay").as_pipeline(), "other": Stub(name="drop").as_pipeline()},
            ),
        ]
    )
    pipeline = Pipeline(
        steps=[
            PythonTask(name="mails", function=mails, returns=["mails"]),
            Map(name="each mail", branch=branch, iterate_on="mails", iterate_as="mail"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
