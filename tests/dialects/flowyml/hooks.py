"""Hooks, tracing and the decorators around steps."""
from flowyml import Pipeline, memoize, profile_step, step, trace_llm
from flowyml.core.hooks import on_pipeline_end, on_pipeline_start, on_step_end


@on_pipeline_start
def announce(pipeline):
    print("starting", pipeline.name)


@on_pipeline_end
def notify(pipeline, result):
    if not result.success:
        print("🔥 call somebody")


@on_step_end
def log_step(step, result):
    print(step.name, result.duration_seconds)


@memoize(ttl_seconds=60)
def exchange_rate(currency):
    return 1.1


@trace_llm(name="summary")
def ask(prompt: str) -> str:
    return prompt[:20]


@step(outputs=["articles"])
def load_articles():
    return ["a long text", "another long text"]


@step(inputs=["articles"], outputs=["summaries"])
@profile_step()
def summarise(articles):
    return [ask(f"Summarise: {article}") for article in articles]


@step(inputs=["summaries"], outputs=["cost"])
def estimate_cost(summaries):
    return len(summaries) * 0.002 * exchange_rate("EUR")


pipeline = Pipeline("news_digest")
pipeline.add_step(load_articles)
pipeline.add_step(summarise)
pipeline.add_step(estimate_cost)
