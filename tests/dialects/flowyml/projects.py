from flowyml import Pipeline, Project, context, step


@step(outputs=["ratings"])
def load_ratings(min_ratings: int):
    return [(1, 10, 5.0)]


@step(inputs=["ratings"], outputs=["model"])
def train(ratings):
    return dict((user, item) for user, item, _ in ratings)


project = Project(name="movies", description="Movie recommendations")
project.add_tag("team", "discovery")

training = project.create_pipeline("movie_training", context=context(min_ratings=5), enable_cache=False)
training.add_step(load_ratings)
training.add_step(train)

attached = Pipeline("movie_report", project_name="movies", context=context(min_ratings=1)).add_step(load_ratings)

print(project.get_pipelines())
