"""Times one ELF-B call (105 million parameters, 128 positions) and one guided sampling step of this project beside PyTorch eager, in one run.

    mvn -o -q -B -pl dlm-teacher-flow -am test-compile dependency:build-classpath -Dmdep.outputFile=/tmp/elf.classpath
    python dlm-teacher-flow/src/test/python/elf_times.py /tmp/elf.classpath [--threads 2] [--rows 1] [--rounds 15] [--engines onnx,djl,tf] [--kinds call,step]

In the root of the repository. PyTorch and the engines take turns, run by run; all with random
weights, float32. Prints medians, least times and their ratio to PyTorch's. Needs PyTorch, and nothing else running on the machine.
"""
import argparse, statistics, subprocess, sys, time

import torch

from elf_network import Elf

H, D, V, LENGTH, SOURCE, LAYERS, HEADS, INNER, BOTTLENECK = 768, 512, 32100, 128, 64, 12, 12, 2048, 128


def weights():
    torch.manual_seed(1)
    shapes = {"self_cond_proj.weight": (D, 2 * D), "self_cond_proj.bias": (D,), "text_proj.proj1.weight": (BOTTLENECK, D),
              "text_proj.proj2.weight": (H, BOTTLENECK), "text_proj.proj2.bias": (H,), "t_emb_tokens": (1, 4, H),
              "self_cond_cfg_tokens": (1, 4, H), "mode_tokens": (1, 4, H), "final_layer.norm_final.weight": (H,),
              "final_layer.linear.weight": (D, H), "final_layer.linear.bias": (D,), "proj_kernel": (H, D), "proj_bias": (D,),
              "unembed_kernel": (D, V), "unembed_bias": (V,)}
    for e in ("t_embedder", "self_cond_cfg_embedder"):
        shapes |= {e + ".mlp_0.weight": (H, 256), e + ".mlp_0.bias": (H,), e + ".mlp_2.weight": (H, H), e + ".mlp_2.bias": (H,)}
    for i in range(LAYERS):
        b = f"blocks.{i}."
        shapes |= {b + "norm1.weight": (H,), b + "norm2.weight": (H,), b + "attn.qkv.weight": (3 * H, H), b + "attn.qkv.bias": (3 * H,),
                   b + "attn.q_norm.weight": (H // HEADS,), b + "attn.k_norm.weight": (H // HEADS,), b + "attn.proj.weight": (H, H),
                   b + "attn.proj.bias": (H,), b + "mlp.w12.weight": (2 * INNER, H), b + "mlp.w12.bias": (2 * INNER,),
                   b + "mlp.w3.weight": (H, INNER), b + "mlp.w3.bias": (H,)}
    return {n: torch.randn(s) * 0.02 for n, s in shapes.items()}


class Eager:
    def __init__(self, rows):
        self.net = Elf(weights(), HEADS)
        self.z, self.previous = torch.randn(rows, LENGTH, D), torch.randn(rows, LENGTH, D)
        self.t, self.one, self.zero = torch.full((rows,), 0.3), torch.ones(rows), torch.zeros(rows)
        self.target = (torch.arange(LENGTH) >= SOURCE)[None, :, None]

    def clean(self, z, previous):
        return self.net.clean(self.net.trunk(z, previous, self.t, self.one, self.zero))

    def call(self):
        self.clean(self.z, self.previous)

    def step(self):
        """As the official sampler: one call after the other."""
        x = self.clean(self.z, self.previous)
        without = self.clean(self.z * self.target, self.previous * self.target)
        x = without + 2.0 * (x - without)
        v = (x - self.z) / (1 - self.t[:, None, None]).clamp(min=0.05)
        return torch.where(self.target, self.z + v / 64, self.z), torch.where(self.target, x, self.z)


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("classpath")
    for name, default in (("--threads", 2), ("--rows", 1), ("--rounds", 15)):
        p.add_argument(name, type=int, default=default)
    p.add_argument("--engines", default="onnx,djl,tf")
    p.add_argument("--kinds", default="call,step")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    classes = "dlm-teacher-flow/target/test-classes:dlm-teacher-flow/target/classes:" + open(a.classpath).read().strip()
    java = subprocess.Popen(["java", "-cp", classes, "io.dlmone.elf.ElfTimes", str(a.threads), str(a.rows)],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    eager, times = Eager(a.rows), {}

    def ours(engine, kind):
        java.stdin.write(f"{engine} {kind}\n")
        java.stdin.flush()
        return float(java.stdout.readline())

    with torch.no_grad():
        for round in range(-2, a.rounds):  # the first two are not counted
            for kind in a.kinds.split(","):
                start = time.perf_counter()
                getattr(eager, kind)()
                row = {"PyTorch eager": 1e3 * (time.perf_counter() - start)}
                row |= {engine: ours(engine, kind) for engine in a.engines.split(",")}
                if round >= 0:
                    for name, ms in row.items():
                        times.setdefault((kind, name), []).append(ms)
    java.stdin.close()
    java.wait()
    print(f"PyTorch {torch.__version__}, {a.threads} threads, {a.rows} rows, {a.rounds} rounds; milliseconds")
    for (kind, name), ms in times.items():
        rival = times[kind, "PyTorch eager"]
        print(f"{kind:5} {name:14} median {statistics.median(ms):8.1f}  least {min(ms):8.1f}"
              f"  of PyTorch's {statistics.median(ms) / statistics.median(rival):.2f} (least {min(ms) / min(rival):.2f})")


main()
