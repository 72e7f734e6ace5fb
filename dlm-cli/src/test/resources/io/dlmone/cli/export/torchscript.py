import sys
import torch
sys.path.insert(0, ".")
from dlm_student import Student

torch.set_num_threads(1)
student = Student(".")
model = torch.jit.load("model.pt")
sources = open("sources.txt", encoding="utf-8").read().split("\n")[:-1]
for first in range(0, len(sources), 24):
    inputs = student.inputs(sources[first:first + 24], seed=5, first=first, sample=2)
    tokens = model(**{name: torch.from_numpy(value) for name, value in inputs.items()})["tokens"].numpy()
    for row in tokens:
        print(*row)
