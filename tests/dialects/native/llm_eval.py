# Covers: a map over a parameter, a map over a list of steps' outputs, map_task, an f-string with a format, dict result.
from icefloe import map_task, pipeline, step

SYSTEM = "You are a careful assistant."


@step
def read_questions(path: str, limit: int = 100) -> list[dict[str, str]]:
    import json

    with open(path) as handle:
        return [json.loads(line) for line in handle][:limit]


@map_task(concurrency=16, retries=2, min_success_ratio=0.95)
def ask(question: dict[str, str], model: str, temperature: float = 0.0) -> str:
    import litellm

    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question["text"]}]
    return litellm.completion(model=model, messages=messages, temperature=temperature).choices[0].message.content


@step
def grade(questions: list[dict[str, str]], answers: list[str]) -> float:
    return sum(q["answer"] in a for q, a in zip(questions, answers)) / len(questions)


@step
def leaderboard(models: list[str], scores: list[float]) -> str:
    return "\n".join(f"{m}: {s:.1%}" for m, s in sorted(zip(models, scores), key=lambda pair: -pair[1]))


@step
def post(text: str, title: str) -> None:
    print(title, text)


@pipeline(name="llm-eval")
def evaluate(models: list[str], path: str = "questions.jsonl", bar: float = 0.5):
    questions = read_questions(path)
    scores = []
    for model in models:
        answers = ask(questions, model)
        scores.append(grade(questions, answers))
    table = leaderboard(models, scores)
    post(table, title=f"Evaluation of {len(models)} models, bar {bar:.0%}")
    return {"table": table, "scores": scores}
