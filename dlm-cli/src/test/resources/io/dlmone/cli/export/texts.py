import sys
import onnxruntime
sys.path.insert(0, ".")
from dlm_student import Student

student = Student(".")
session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
sources = open("sources.txt", encoding="utf-8").read().split("\n")[:-1]
inputs = student.inputs(sources, seed=5)
for text in student.texts(session.run(["tokens"], inputs)[0], inputs):
    print(text)
