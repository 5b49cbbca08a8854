"""What the YAML pipelines of this folder call."""


def read_meter(meter: str = "north") -> list[float]:
    return [10.0, 10.5, 11.25, len(meter) / 2]


def clean(readings: list[float]) -> list[float]:
    return [value for value in readings if value > 5]


def summarise(cleaned: list[float]) -> tuple[float, int]:
    return sum(cleaned) / len(cleaned), len(cleaned)


def write_report(average: float, used: int):
    print(f"{average:.2f} from {used}")


def model(cleaned: list[float]):
    return {"mean": sum(cleaned) / len(cleaned), "name": "baseline"}


def predict(model, day: int = 3):
    return model["mean"] * day


def list_regions():
    return ["north", "south"]


def region_total(region: str) -> int:
    return len(region) * 100


def largest(totals: list[int]):
    print(max(totals))


def choose(limit: int = 10) -> str:
    return "short" if limit < 20 else "long"


def short_text() -> str:
    return "brief"


def long_text() -> str:
    return "at length"


def send(text: str = "nothing"):
    print(text)


def poll(tries: int = 0):
    return tries + 1, tries + 1 >= 3


def always_fails():
    raise RuntimeError("as it must")


def fallback() -> list[float]:
    return [9.0, 9.5]


def left() -> int:
    return 1


def right() -> int:
    return 2


def add(a: int, b: int) -> int:
    return a + b


def write_file():
    with open("table.csv", "w") as target:
        target.write("x\n1\n")


def read_file():
    print(open("table.csv").read())
