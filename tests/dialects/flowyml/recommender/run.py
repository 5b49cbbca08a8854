"""python run.py"""
from shop.pipelines import training
from shop.settings import Settings

if __name__ == "__main__":
    settings = Settings()
    pipeline = training.create(settings)
    result = pipeline.run(context={"k": 20})
    print(result.to_dict())
