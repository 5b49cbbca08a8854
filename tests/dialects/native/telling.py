# Covers: `print`, logging and timing in a pipeline function: no part of the plan, said as a warning (FLO152).
import logging
import time

from icefloe import pipeline, step

logger = logging.getLogger(__name__)


@step
def crunch(n: int) -> int:
    return n * n


@pipeline
def measured(n: int = 3):
    started = time.perf_counter()
    logger.info("starting with %s", n)
    result = crunch(n)
    print("result:", result)
    logger.info("took %.1f s", time.perf_counter() - started)
    return result
