# options as the 1.7 documentation shows them
from flowyml import Pipeline, step, context, RetryConfig, CircuitBreaker
from flowyml.core.error_handling import ExponentialBackoff, retry


def yesterday():
    return {"rate": 1.09}


@step(outputs=["rates"], retry=retry(max_attempts=5, backoff=ExponentialBackoff(base=2.0, max=60)), fallback=yesterday, fallback_on=[ConnectionError])
def fetch_rates():
    import requests
    return requests.get("https://rates.example.org/eur").json()


@step(inputs=["rates"], outputs=["prices"], circuit_breaker=CircuitBreaker(failure_threshold=3), stack="cpu", settings={"precision": 2})
def convert(rates, currency: str):
    return [p * rates["rate"] for p in (1, 2, 3)]


@step(inputs=["prices"], outputs=["published"], skip_if=lambda prices: not prices, on_failure=yesterday)
def publish(prices):
    return len(prices)


pipeline = Pipeline("price_list", context=context(currency="USD"))
pipeline.add_step(fetch_rates)
pipeline.add_step(convert)
pipeline.add_step(publish)
