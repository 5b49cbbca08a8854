def rank(forecast=None):
    return "lyon"
