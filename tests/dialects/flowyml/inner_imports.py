# people import from wherever the editor suggests
import flowyml
from flowyml.core.context import context
from flowyml.core.pipeline import Pipeline as P
from flowyml.core.step import step as task
from flowyml.stacks.local import LocalStack


@task(outputs=["prices"])
def load_prices(ticker: str):
    return [1.0, 1.1, 0.9]


@flowyml.step(inputs=["prices"], outputs=["returns"])
def returns(prices):
    return [b / a - 1 for a, b in zip(prices, prices[1:])]


@flowyml.core.step(inputs=["returns"], outputs=["volatility"])
def volatility(returns):
    mean = sum(returns) / len(returns)
    return (sum((r - mean) ** 2 for r in returns) / len(returns)) ** 0.5


risk = P("risk", context=context(ticker="ACME"), stack=LocalStack())
risk.add_step(load_prices)
risk.add_step(returns)
risk.add_step(volatility)
