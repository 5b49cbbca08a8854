# Two judges look at the same answers. Each judge makes its own sample, as a branch sees nothing of what is around it.
import asyncio

from runnable import AsyncPipeline, AsyncPythonTask, Parallel, Stub, metric


async def sample():
    return ["yes", "no", "perhaps"]


async def length_judge(answers: list):
    return sum(len(a) for a in answers) / len(answers)


async def politeness_judge(answers: list):
    return sum("please" in a for a in answers)


async def combine(length_score: float, politeness_score: int):
    return round(length_score + politeness_score, 3)


def judging(judge, name, result):
    return AsyncPipeline(
        steps=[
            AsyncPythonTask(name="sample", function=sample, returns=["answers"]),
            AsyncPythonTask(name=name, function=judge, returns=[result]),
        ]
    )


async def main():
    pipeline = AsyncPipeline(
        steps=[
            Stub(name="warm up"),
            Parallel(
                name="judges",
                branches={
                    "length": judging(length_judge, "length", "length_score"),
                    "politeness": judging(politeness_judge, "politeness", "politeness_score"),
                    "sanity": AsyncPythonTask(name="sanity", function=sample).as_async_pipeline(),
                },
            ),
            AsyncPythonTask(name="combine", function=combine, returns=[metric("overall")]),
        ]
    )
    async for _ in pipeline.execute_streaming(run_id="", tag="judges"):
        pass


asyncio.run(main()) if __name__ == "__main__" else None
