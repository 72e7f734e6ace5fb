import sys
import tensorflow as tf
sys.path.insert(0, ".")
from dlm_student import Student

student = Student(".")
model = tf.saved_model.load(".").signatures["serving_default"]
sources = open("sources.txt", encoding="utf-8").read().split("\n")[:-1]
for first in range(0, len(sources), 24):
    inputs = student.inputs(sources[first:first + 24], seed=5, first=first, sample=2)
    tokens = model(**{name: tf.constant(value) for name, value in inputs.items()})["tokens"].numpy()
    for row in tokens:
        print(*row)
