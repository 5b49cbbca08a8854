# Covers: schedule object with time zone, retry/on_failure/CircuitBreaker decorators, step options, tags, `None` result.
import csv
import json
import sqlite3
import urllib.request
from datetime import date

from icefloe import CircuitBreaker, on_failure, pipeline, retry, schedule, step


def yesterday_rates(day):
    with open("rates.cache.json") as handle:
        return json.load(handle)


@step(timeout=120, tags={"source": "api"})
@retry(max_attempts=5, delay=2, backoff=2.0, on=[OSError, TimeoutError])
@on_failure(yesterday_rates)
@CircuitBreaker(failure_threshold=3, reset_timeout=900)
def fetch_rates(day: str) -> dict[str, float]:
    with urllib.request.urlopen(f"https://rates.example/{day}.json") as answer:
        return json.load(answer)


@step(cache=True)
def read_orders(path: str) -> list[dict[str, str]]:
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle))


@step(name="convert", resources={"cpu": "2", "memory": "4Gi"})
def convert_to_euro(orders: list[dict[str, str]], rates: dict[str, float]) -> list[tuple[str, float]]:
    return [(o["id"], float(o["amount"]) / rates[o["currency"]]) for o in orders]


@step
def load(rows: list[tuple[str, float]], database: str = "dwh.sqlite") -> None:
    with sqlite3.connect(database) as connection:
        connection.executemany("insert or replace into orders values (?, ?)", rows)


@pipeline(
    name="nightly-orders",
    schedule=schedule("30 2 * * *", timezone="Europe/Vienna"),
    version="3.1",
    project="finance",
    tags={"owner": "dwh", "tier": "1"},
    concurrency=2,
)
def nightly(day: str, orders: str = "orders.csv"):
    """Load yesterday's orders in euro."""
    load(convert_to_euro(read_orders(orders), fetch_rates(day)))


if __name__ == "__main__":
    nightly(date.today().isoformat())
