from runnable import Loop, Pipeline, PythonTask


def improve(score: int = 0) -> tuple[int, bool]:
    score += 1
    print(f"received: score={score!r}")
    return score, score >= 2


def main():
    branch = PythonTask(name="improve", function=improve, returns=["score", "done"]).as_pipeline()
    pipeline = Pipeline(
        steps=[Loop(name="refine", branch=branch, max_iterations=4, break_on="finished", index_as="ROUND")]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
