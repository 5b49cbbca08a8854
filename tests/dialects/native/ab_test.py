# Covers: branches with several steps each, a pipeline in a branch, a join after both, parameters as tests.
from icefloe import pipeline, step


@step
def assign(users: int, share: float) -> dict[str, list[int]]:
    return {"a": [], "b": []}


@step
def measure(users: list[int], metric: str = "conversion") -> float:
    return 0.1


@step
def significant(a: float, b: float, alpha: float) -> bool:
    return True


@step
def rollout(variant: str, percent: int) -> str:
    return variant


@step
def archive(note: str) -> str:
    return note


@pipeline
def roll(variant: str):
    first = rollout(variant, 10)
    return rollout(first, 100)


@pipeline
def experiment(users: int, share: float = 0.5, alpha: float = 0.05, dry: bool = False):
    groups = assign(users, share)
    a, b = measure(groups["a"]), measure(groups["b"])
    if significant(a, b, alpha):
        if b > a and not dry:
            outcome = roll("b")
        else:
            outcome = archive(f"b lost: {a:.3f} against {b:.3f}")
    else:
        outcome = archive("no difference")
    return outcome
