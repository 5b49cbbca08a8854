from pydantic import BaseModel, ConfigDict, Field


class Source(BaseModel):
    folder: str
    pattern: str = "*"


class Tax(BaseModel):
    rate: float
    country: str


class Line(BaseModel):
    article: str
    count: int
    price: float


class Invoice(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    number: int = Field(alias="invoiceNumber")
    lines: list[Line]
