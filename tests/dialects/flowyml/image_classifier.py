from flowyml import Pipeline, step, context
from flowyml.core.resources import ResourceRequirements, GPUConfig

ctx = context(image_dir="images/", epochs=20, batch_size=64, lr=1e-3)

@step(outputs=["images/train", "images/val"])
def load_images(image_dir: str):
    import tensorflow as tf
    train = tf.keras.utils.image_dataset_from_directory(image_dir, subset="training", validation_split=.2, seed=1)
    val = tf.keras.utils.image_dataset_from_directory(image_dir, subset="validation", validation_split=.2, seed=1)
    return train, val

@step(
    inputs=["images/train", "images/val"],
    outputs=["model/cnn"],
    resources=ResourceRequirements(cpu="8", memory="32Gi", gpu=GPUConfig(gpu_type="nvidia-tesla-a100", count=2)),
)
def train_cnn(train, val, epochs: int, batch_size: int, lr: float):
    import tensorflow as tf
    net = tf.keras.applications.MobileNetV2(weights=None, classes=10)
    net.compile(optimizer=tf.keras.optimizers.Adam(lr), loss="sparse_categorical_crossentropy")
    net.fit(train, validation_data=val, epochs=epochs, batch_size=batch_size)
    return net

@step(inputs=["model/cnn", "images/val"], outputs=["metrics/top1"], resources={"cpu": "2", "memory": "8Gi"})
def evaluate_cnn(cnn, val):
    return cnn.evaluate(val)

pipeline = Pipeline("image_classifier", context=ctx)
pipeline.add_step(load_images).add_step(train_cnn).add_step(evaluate_cnn)

result = pipeline.run(resources=None)
