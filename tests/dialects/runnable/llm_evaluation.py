"""Ask a model the questions of the parameters file, grade the answers, and decide whether it may be used.

The same evaluation runs here, in a process for each step, and on a cluster.
"""
from runnable import Conditional, Map, Pipeline, PythonTask, ShellTask, metric


def ask(question: str):
    return f"The answer to '{question}' is {len(question)}", len(question)


def grade(answers: list[str]):
    return sum(1 for answer in answers if answer.endswith("3")) / len(answers)


def verdict(grade: float, pass_mark: float) -> bool:
    return bool(grade >= pass_mark)


def release():
    return "released"


def write(answers, grade, released: str = "no"):
    print(len(answers), grade, released)


def evaluation():
    ask_one = PythonTask(name="ask", function=ask, returns=["answers", metric("tokens")], overrides={"argo": "gpu"})
    return Pipeline(
        name="evaluation",
        steps=[
            Map(name="questions", branch=ask_one.as_pipeline(), iterate_on="questions", iterate_as="question"),
            PythonTask(name="grade", function=grade, returns=[metric("grade")]),
            PythonTask(name="verdict", function=verdict, returns=["passed"]),
            Conditional(
                name="release",
                parameter="passed",
                branches={
                    "True": PythonTask(name="release", function=release, returns=["released"]).as_pipeline(),
                    "False": ShellTask(name="write a mail", command="echo not good enough").as_pipeline(),
                },
            ),
            PythonTask(name="write", function=write),
        ],
    )


def main():
    pipeline = evaluation()
    pipeline.execute(parameters_file="params/questions.yaml")
    return pipeline


def in_processes():
    pipeline = evaluation()
    pipeline.execute(configuration_file="configs/emulator.yaml", parameters_file="params/questions.yaml")
    return pipeline


def on_the_cluster():
    pipeline = evaluation()
    pipeline.execute(configuration_file="configs/argo.yaml", parameters_file="params/questions.yaml", tag="cluster")
    return pipeline


if __name__ == "__main__":
    main()
