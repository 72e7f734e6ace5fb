"""Compares this project with PyTorch on a full-size ELF-B (105 million parameters, 128 positions) with random weights.

    python elf_base_files.py DIR TOKENIZER.json    writes a checkpoint as the official code does
    python elf_agreement.py write DIR              writes an input, and what PyTorch makes of it
    python elf_agreement.py compare DIR FILE       compares FILE, written by `dlm score`, with that

Between the two:

    ./dlm import --family elf --checkpoint DIR --out DIR/model
    ./dlm score --model DIR/model --input DIR/input.safetensors --output FILE --backend onnx

Needs PyTorch, NumPy and safetensors. The network is written a second time in elf_network.py.
"""
import pathlib, sys

import torch
from safetensors.torch import load_file, save_file

from elf_network import Elf

HEADS, LENGTH, WIDTH = 12, 128, 512


def call(weights, z, previous, t, scale):
    """The clean prediction, and the logits that the decoding call reads off it."""
    net = Elf(weights, HEADS)
    x0 = net.clean(net.trunk(z, previous, t, scale, torch.zeros_like(t)))
    one = torch.ones_like(t)
    return x0, net.logits(net.trunk(x0, torch.zeros_like(x0), one, one, one))


def write(folder):
    checkpoint = torch.load(folder / "checkpoint_100", map_location="cpu", mmap=True, weights_only=True)
    weights = checkpoint["ema_params1"]
    torch.manual_seed(2)
    x = [torch.randn(2, LENGTH, WIDTH), torch.randn(2, LENGTH, WIDTH), torch.tensor([0.05, 0.4444]), torch.tensor([1.0, 3.0])]
    save_file(dict(zip(("x_t", "x_prev", "t", "guidance_scale"), x)), folder / "input.safetensors")
    with torch.no_grad():
        single = call(weights, *x)
        double = call({n: w.double() for n, w in weights.items()}, *(v.double() for v in x))
    save_file(dict(zip(("x0", "logits"), single)), folder / "expected.safetensors")
    save_file({n: v.float() for n, v in zip(("x0", "logits"), double)}, folder / "exact.safetensors")
    print("PyTorch", torch.__version__, "with", sum(w.numel() for w in weights.values()), "parameters")


def compare(folder, file):
    ours, worst = load_file(file), 0.0
    for against, precision in (("expected", "float32"), ("exact", "float64")):
        for name, reference in load_file(folder / f"{against}.safetensors").items():
            error = ((ours[name] - reference).abs().max() / reference.abs().max()).item()
            print(f"{name}: greatest difference from PyTorch's {precision} {error:.2e} of the greatest value")
            worst = max(worst, error)
    sys.exit(0 if worst <= 1e-4 else 1)


if __name__ == "__main__":
    {"write": write, "compare": compare}[sys.argv[1]](*map(pathlib.Path, sys.argv[2:4]))
