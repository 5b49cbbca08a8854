"""Functions one after the other."""

from fastflow import run_pipeline


async def read_text(context, inputs):
    return "one two two"


async def split_words(context, inputs):
    return inputs["read_text"].split()


async def count(context, inputs):
    words = inputs["split_words"]
    return {word: words.count(word) for word in words}


executor = run_pipeline([read_text, split_words, count], graph_id="word-counts")
