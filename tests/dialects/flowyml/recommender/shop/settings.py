from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    project: str = "shop"
    factors: int = 32
    k: int = 10
