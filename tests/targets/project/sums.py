"""What the steps of the plan `sums` run; the targets' tests run it for real."""


def load(count: int) -> list[int]:
    if count < 0:
        raise ValueError("there are no fewer than no numbers")
    return list(range(1, count + 1))


def square(numbers: list[int], scale: float) -> list[float]:
    return [scale * number * number for number in numbers]


def total(squares: list[float], numbers: list[int]) -> float:
    print(f"the sum over {numbers} is {sum(squares)}")  # noqa: T201 - a step may print
    return sum(squares)
