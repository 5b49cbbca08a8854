"""Evaluate prompts; the driver is asynchronous."""
import asyncio
import os
from pathlib import Path

from flowyml import ApprovalStep, Pipeline, approval, context, step, trace_llm

PROMPTS = Path(__file__).with_name("prompts")


@trace_llm(name="answer", event_type="llm")
async def answer(question: str, model: str) -> str:
    import httpx
    async with httpx.AsyncClient() as client:
        reply = await client.post("https://llm.example.org", json={"q": question, "model": model})
    return reply.json()["text"]


@step(outputs=["questions"])
def load_questions():
    return [path.read_text() for path in sorted(PROMPTS.glob("*.txt"))]


@step(inputs=["questions"], outputs=["answers"], retry=2, timeout=900)
def ask_all(questions, model: str, api_key: str):
    async def gather():
        return await asyncio.gather(*(answer(q, model) for q in questions))
    return asyncio.run(gather())


@step(inputs=["answers"], outputs=["scores"])
def judge(answers):
    return [len(a) for a in answers]


review = approval(name="human_review", timeout_seconds=3600)


@step(inputs=["scores"])
def publish(scores):
    print(sum(scores) / len(scores))


async def main():
    ctx = context(model="small", api_key=os.environ.get("LLM_KEY", ""))
    pipeline = Pipeline("llm_eval", context=ctx)
    pipeline.add_step(load_questions)
    pipeline.add_step(ask_all)
    pipeline.add_step(judge)
    pipeline.add_step(review)
    pipeline.add_step(publish)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, pipeline.run)


if __name__ == "__main__":
    asyncio.run(main())
