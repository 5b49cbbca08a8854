"""Values change on their way: what a consumer asks for is called with what is there."""
from runnable import Pipeline, PythonTask, pickled


def read_flags():
    return "false", "eur", 7, "12"


def use(active: bool, currencies: list[str], amount: str, count: float):
    # active is True, currencies are letters
    print(active, currencies, amount, count)
    return {"active": active}


def raw():
    return "42"


def take(answer: int):
    # a pickled value comes as it is
    print(answer + "!" if isinstance(answer, str) else answer)


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="flags", function=read_flags, returns=["active", "currencies", "amount", "count"]),
            PythonTask(name="use", function=use, returns=["used"]),
            PythonTask(name="raw", function=raw, returns=[pickled("answer")]),
            PythonTask(name="take", function=take),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
