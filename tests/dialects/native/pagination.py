# Covers: `while True` with a counted `break`, a list filled on the way, a cursor handed from round to round.
from icefloe import pipeline, retry, step


@step(outputs=["rows", "cursor"])
@retry(max_attempts=3)
def fetch_page(url: str, cursor: str, size: int = 100) -> tuple[list[dict], str]:
    return [], ""


@step
def flatten(pages: list[list[dict]]) -> list[dict]:
    return [row for page in pages for row in page]


@pipeline
def download(url: str):
    pages = []
    cursor = "start"
    count = 0
    while True:
        rows, cursor = fetch_page(url, cursor)
        pages.append(rows)
        count += 1
        if cursor == "" or count == 50:
            break
    return flatten(pages)
