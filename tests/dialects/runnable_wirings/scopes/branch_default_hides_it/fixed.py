from runnable import Parallel, Pipeline, PythonTask


def choose_limit() -> int:
    return 7


def cut(limit: int = 100) -> int:
    print(f"received: limit={limit!r}")
    return limit


def main():
    branch = Pipeline(
        steps=[
            PythonTask(name="choose_limit", function=choose_limit, returns=["limit"]),
            PythonTask(name="cut", function=cut, returns=["kept"]),
        ]
    )
    pipeline = Pipeline(
        steps=[
            Parallel(name="both", branches={"left": branch}),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
