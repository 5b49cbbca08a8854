# Covers: variables of the environment as tests and arguments: parameters of the plan that take their value from there.
import os

from icefloe import pipeline, step


@step
def read(url: str, token: str | None) -> list:
    return []


@step
def write(rows: list, folder: str): ...


@step
def notify(rows: list): ...


@pipeline
def sync(token: str | None = None):
    url = os.environ.get("SOURCE_URL", "https://localhost")
    rows = read(url, token or os.getenv("TOKEN"))
    write(rows, folder=f"/data/{os.environ['STAGE']}")
    if os.environ.get("STAGE") == "prod":
        notify(rows)
