# Covers: an async pipeline: `await`, `asyncio.gather` of steps and of a comprehension, async steps.
import asyncio

from icefloe import pipeline, step


@step
async def read(sensor: str) -> list[float]:
    await asyncio.sleep(0.1)
    return [1.0]


@step
async def weather(place: str) -> dict:
    return {"t": 20}


@step
def fuse(readings: list, weather: dict) -> float:
    return 0.0


@step
async def push(value: float, to: str) -> None: ...


@pipeline(schedule=None)
async def observe(sensors: list[str], place: str = "Graz"):
    a, b = await asyncio.gather(read("roof"), weather(place))
    others = await asyncio.gather(*[read(s) for s in sensors])
    value = fuse([a, *[others]], b)
    await push(value, to="mqtt://local")
    return value


if __name__ == "__main__":
    asyncio.run(observe(["cellar", "garden"]))
