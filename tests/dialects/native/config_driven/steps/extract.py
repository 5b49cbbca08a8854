from icefloe import retry, step


@step
@retry(max_attempts=3)
def extract(source: str, timeout: int) -> list[dict]:
    return [{"source": source}]
