def load() -> int:
    return 3


def use(rows: int):
    print(f"received: {rows!r}")
