def print_table(net, gross, currency: str, turnover: float = 0.0):
    for before, after in zip(net, gross):
        print(f"{before:>10.2f} {after:>10.2f} {currency}")
    print("turnover", turnover)
