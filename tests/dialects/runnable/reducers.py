def longest(*values):
    return max(values, key=len)
