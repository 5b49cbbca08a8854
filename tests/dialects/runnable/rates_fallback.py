# The bank's service is down on Sundays: then yesterday's rates will do, and the run counts as a success.
from runnable import Pipeline, PythonTask


def fetch_rates():
    raise ConnectionError("closed on Sundays")


def yesterday() -> dict[str, float]:
    return {"USD": 1.09, "CHF": 0.95}


def convert(rates: dict, amount: float = 100.0):
    return {currency: amount * rate for currency, rate in rates.items()}


def convert_all():
    fetch = PythonTask(name="fetch", function=fetch_rates, returns=["rates"])
    fetch.on_failure = Pipeline(
        steps=[
            PythonTask(name="yesterday", function=yesterday, returns=["rates"]),
            PythonTask(name="convert old", function=convert, returns=["amounts"]),
        ]
    )
    pipeline = Pipeline(
        steps=[fetch, PythonTask(name="convert", function=convert, returns=["amounts"], terminate_with_success=True)]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    convert_all()
