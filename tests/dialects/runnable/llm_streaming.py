"""Answer questions with a (pretended) language model and stream the tokens while they come."""
import asyncio

from runnable import AsyncPipeline, AsyncPythonTask


async def prepare_prompt(question: str = "What is a pipeline?"):
    await asyncio.sleep(0)
    return f"Answer briefly: {question}", len(question)


async def answer(prompt: str):
    text = ""
    for token in ("A", " chain", " of", " steps."):
        text += token
        yield {"type": "token", "text": token}
    yield {"type": "finished", "answer": text, "tokens": 4}


async def judge(answer: str, tokens: int, prompt_length: int):
    await asyncio.sleep(0)
    return len(answer) / (tokens + prompt_length)


def build_pipeline():
    return AsyncPipeline(
        name="llm answers",
        steps=[
            AsyncPythonTask(name="prompt", function=prepare_prompt, returns=["prompt", "prompt_length"]),
            AsyncPythonTask(
                name="answer",
                function=answer,
                returns=["answer", "tokens"],
                stream_end_type="finished",
            ),
            AsyncPythonTask(name="judge", function=judge, returns=["rating"]),
        ],
    )


async def main():
    pipeline = build_pipeline()
    async for event in pipeline.execute_streaming():
        print(event)


if __name__ == "__main__":
    asyncio.run(main())
