"""Preprocessing as a pipeline of its own, used twice."""
from flowyml import Pipeline, context, step


@step(inputs=["raw"], outputs=["trimmed"])
def trim(raw: list[str]) -> list[str]:
    return [text.strip() for text in raw]


@step(inputs=["trimmed"], outputs=["tokens"])
def tokenise(trimmed: list[str]) -> list[list[str]]:
    return [text.split() for text in trimmed]


def preprocessing() -> Pipeline:
    return Pipeline("preprocessing").add_step(trim).add_step(tokenise)


@step(outputs=["emails"])
def load_emails() -> list[str]:
    return ["  cheap pills ", "meeting at ten"]


@step(outputs=["messages"])
def load_messages() -> list[str]:
    return ["hello", "you have won "]


@step(inputs=["email_tokens", "message_tokens"], outputs=["model"])
def train(email_tokens: list[list[str]], message_tokens: list[list[str]], alpha: float):
    return {"documents": len(email_tokens) + len(message_tokens), "alpha": alpha}


spam = Pipeline("spam_filter", context=context(alpha=0.5))
spam.add_step(load_emails).add_step(load_messages)
spam.add_sub_pipeline(
    preprocessing(),
    name="preprocess_emails",
    inputs=["emails"],
    outputs=["email_tokens"],
    input_mapping={"emails": "raw"},
    output_mapping={"tokens": "email_tokens"},
)
spam.add_sub_pipeline(
    preprocessing(),
    name="preprocess_messages",
    inputs=["messages"],
    outputs=["message_tokens"],
    input_mapping={"messages": "raw"},
    output_mapping={"tokens": "message_tokens"},
)
spam.add_step(train)
