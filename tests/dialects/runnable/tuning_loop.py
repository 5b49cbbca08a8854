"""Lower the learning rate until the loss is small enough, at most six times."""
import os

from runnable import Loop, Pipeline, PythonTask, metric


def start():
    return 0.4, 10.0


def one_round(rate: float, loss: float):
    attempt = int(os.environ["ATTEMPT"])
    print("attempt", attempt)
    return rate / 2, loss * rate


def enough(loss: float, target: float = 0.5) -> bool:
    return loss < target


def finish(rate, loss):
    print(f"stopped at rate {rate} with loss {loss}")
    return loss


def main():
    branch = Pipeline(
        steps=[
            PythonTask(name="round", function=one_round, returns=["rate", "loss"]),
            PythonTask(name="enough", function=enough, returns=["done"]),
        ]
    )
    pipeline = Pipeline(
        steps=[
            PythonTask(name="start", function=start, returns=["rate", "loss"]),
            Loop(name="tune", branch=branch, max_iterations=6, break_on="done", index_as="ATTEMPT"),
            PythonTask(name="finish", function=finish, returns=[metric("final_loss")]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
