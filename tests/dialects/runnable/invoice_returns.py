"""`totals` returns three values and two names are declared: runnable says so after the work is done."""
from runnable import Pipeline, PythonTask


def totals(net: float = 100.0, vat: float = 0.2):
    tax = net * vat
    return net, tax, net + tax


def pay(net: float, tax: float):
    print("pay", net + tax)


def invoice():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="totals", function=totals, returns=["net", "tax"]),
            PythonTask(name="pay", function=pay),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    invoice()
