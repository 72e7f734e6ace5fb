import sys
import onnxruntime
sys.path.insert(0, ".")
from dlm_student import Student

student = Student(".")
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession("model.onnx", options, providers=["CPUExecutionProvider"])
sources = open("sources.txt", encoding="utf-8").read().split("\n")[:-1]
for first in range(0, len(sources), 24):
    inputs = student.inputs(sources[first:first + 24], seed=5, first=first, sample=2)
    tokens, = session.run(["tokens"], inputs)
    for row in tokens:
        print(*row)
