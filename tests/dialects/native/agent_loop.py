# Covers: an agent loop: a bounded `while` with branches in a round, state carried in several names, work after it.
from icefloe import pipeline, step

MAX_TURNS = 8


@step
def plan_next(goal: str, history: list[str]) -> dict:
    return {"tool": "search", "query": "x", "done": False}


@step
def search(query: str) -> str:
    return "result"


@step
def calculate(query: str) -> str:
    return "4"


@step
def remember(history: list[str], observation: str) -> list[str]:
    return [*history, observation]


@step
def answer(goal: str, history: list[str]) -> str:
    return "42"


@pipeline
def agent(goal: str):
    history, turns, done = [], 0, False
    while not done and turns < MAX_TURNS:
        action = plan_next(goal, history)
        if action["tool"] == "search":
            observation = search(action["query"])
        else:
            observation = calculate(action["query"])
        history = remember(history, observation)
        done = action["done"]
        turns += 1
    return answer(goal, history)
