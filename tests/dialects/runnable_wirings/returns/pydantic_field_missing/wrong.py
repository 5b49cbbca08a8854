from pydantic import BaseModel

from runnable import Pipeline, PythonTask


class Options(BaseModel):
    depth: int
    trees: int


def choose() -> dict[str, int]:
    return {"depth": 3}


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
