"""Functions with decorators: `wraps` keeps their names, so that runnable finds them again."""
import time
from functools import lru_cache, wraps

from runnable import Pipeline, PythonTask


def timed(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        result = function(*args, **kwargs)
        print(function.__name__, round(time.perf_counter() - start, 3))
        return result

    return wrapper


@timed
def download(pages: int = 3) -> list[str]:
    return [f"page {number}" for number in range(pages)]


@timed
def index(downloaded: list[str]) -> dict[str, int]:
    return {page: word_count(page) for page in downloaded}


@lru_cache
def word_count(page: str):
    return len(page.split())


def store(index):
    print(sorted(index))


def crawler():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="download", function=download, returns=["downloaded"]),
            PythonTask(name="index", function=index, returns=["index"]),
            PythonTask(name="store", function=store),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    crawler()
