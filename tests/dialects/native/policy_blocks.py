# Covers: `with group(...)`, `with retry(...)`, `with on_failure(...)`, nested blocks, a step's own policy inside a block.
from icefloe import CircuitBreaker, group, on_failure, pipeline, retry, step


@step
def pull(image: str) -> str:
    return image


@step(retry=1, resources={"cpu": "8"})
def train(image: str, rank: int = 0) -> str:
    return image


@step
def merge(*parts): return parts


@step
def notify(what): ...


@pipeline
def distributed(image: str = "repo/train:1"):
    with retry(max_attempts=4, delay=10.0, backoff=2.0):
        local = pull(image)
        with group("gpu", resources={"gpu": "a100", "gpu_count": 2, "memory": "64Gi"}), CircuitBreaker(failure_threshold=2):
            parts = [train(local, rank=r) for r in range(2)]
            other = pull("repo/eval:1")
    with on_failure("continue"):
        notify(merge(*parts, other))
