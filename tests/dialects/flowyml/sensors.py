# asyncio steps (IoT gateway)
import asyncio
from contextlib import asynccontextmanager

from flowyml import Pipeline, step


@asynccontextmanager
async def gateway(host):
    yield host


@step(outputs=["readings"], timeout=30)
async def poll(host: str = "10.0.0.7", samples: int = 5):
    found = []
    async with gateway(host) as g:
        for _ in range(samples):
            await asyncio.sleep(0.1)
            found.append((g, 21.5))
    return found


@step(inputs=["readings"], outputs=["mean"])
def average(readings):
    return sum(value for _, value in readings) / len(readings)


@step(inputs=["mean"])
async def push(mean):
    await asyncio.sleep(0)
    print(mean)


async def run_forever():
    while True:
        pipeline = Pipeline("sensors")
        pipeline.add_step(poll)
        pipeline.add_step(average)
        pipeline.add_step(push)
        pipeline.run()
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(run_forever())
