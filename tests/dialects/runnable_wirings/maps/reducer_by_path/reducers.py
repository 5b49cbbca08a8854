def longest(*counts: int) -> int:
    return max(counts)
