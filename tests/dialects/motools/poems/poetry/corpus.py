"""Poems that are read."""


def read_poems(poets: int = 1) -> list[str]:
    return ["roses are red"] * poets
