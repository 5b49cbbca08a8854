"""Send the newsletter. Locally with `configs/quiet.yaml`, in containers with `configs/containers.yaml`."""
import os

from runnable import Pipeline, PythonTask, ShellTask


def subscribers(newsletter_limit: int = 50):
    assert os.environ["API_TOKEN"]
    return ["ada@example.org", "grace@example.org"][:newsletter_limit]


def send(subscribers: list[str]):
    password = os.environ["SMTP_PASSWORD"]
    print(f"sent {len(subscribers)} mails, signed in with {len(password)} characters")
    return len(subscribers)


def newsletter():
    pipeline = Pipeline(
        name="newsletter",
        steps=[
            PythonTask(name="subscribers", function=subscribers, returns=["subscribers"], secrets=["API_TOKEN"]),
            PythonTask(
                name="send",
                function=send,
                returns=["sent"],
                secrets=["SMTP_PASSWORD"],
                overrides={"local-container": "mail"},
            ),
            ShellTask(name="archive", command='echo "$sent mails"', overrides={"local-container": "mail"}),
        ],
    )
    pipeline.execute(configuration_file="configs/quiet.yaml")
    return pipeline


if __name__ == "__main__":
    newsletter()
