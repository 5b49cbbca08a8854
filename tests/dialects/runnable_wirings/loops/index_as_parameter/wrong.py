from runnable import Loop, Pipeline, PythonTask


def attempt(round_number: int) -> bool:
    print(f"received: round_number={round_number!r}")
    return round_number >= 1


def main():
    branch = PythonTask(name="attempt", function=attempt, returns=["done"]).as_pipeline()
    pipeline = Pipeline(
        steps=[Loop(name="retry", branch=branch, max_iterations=3, break_on="done", index_as="round_number")]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
