from pydantic import BaseModel

from runnable import Pipeline, PythonTask


class Options(BaseModel):
    depth: int
    trees: int


def choose() -> Options:
    return Options(depth=3, trees=10)


def use(options: Options):
    print(f"received: {options!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="choose", function=choose, returns=["options"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
