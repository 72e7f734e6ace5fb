"""Compares this project with PyTorch on a DiffuSeq network of the size of BERT-base.

    python base_agreement.py write DIR VOCAB      writes a checkpoint as the official code does, an input, and what PyTorch makes of it
    python base_agreement.py compare DIR FILE     compares FILE, written by `dlm score`, with that

VOCAB is the vocab.txt of bert-base-uncased (30,522 lines). Between the two:

    ./dlm import --checkpoint DIR --out DIR/model
    ./dlm score --model DIR/model --input DIR/input.safetensors --output FILE --backend onnx

Needs PyTorch and NumPy. The network is written here a second time, from the description of the method, in nothing but torch.nn.
"""
import collections, json, math, pathlib, shutil, struct, sys

import numpy as np
import torch
from torch import nn

WIDTH, TIME, HIDDEN, HEADS, LAYERS, INNER, LENGTH, POSITIONS, VOCABULARY = 128, 128, 768, 12, 12, 3072, 128, 512, 30522


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.self = nn.ModuleDict({n: nn.Linear(HIDDEN, HIDDEN) for n in ("query", "key", "value")})
        self.output = nn.ModuleDict({"dense": nn.Linear(HIDDEN, HIDDEN), "LayerNorm": nn.LayerNorm(HIDDEN, eps=1e-12)})

    def forward(self, x):
        b, l, _ = x.shape
        q, k, v = (self.self[n](x).view(b, l, HEADS, -1).transpose(1, 2) for n in ("query", "key", "value"))
        p = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(HIDDEN // HEADS), -1)
        return self.output["LayerNorm"](self.output["dense"]((p @ v).transpose(1, 2).reshape(b, l, HIDDEN)) + x)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(HIDDEN, INNER)})
        self.output = nn.ModuleDict({"dense": nn.Linear(INNER, HIDDEN), "LayerNorm": nn.LayerNorm(HIDDEN, eps=1e-12)})

    def forward(self, x):
        x = self.attention(x)
        y = nn.functional.gelu(self.intermediate["dense"](x))
        return self.output["LayerNorm"](self.output["dense"](y) + x)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("position_ids", torch.arange(POSITIONS).expand((1, -1)))
        self.word_embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.lm_head = nn.Linear(WIDTH, VOCABULARY)
        self.lm_head.weight = self.word_embedding.weight
        self.time_embed = nn.Sequential(nn.Linear(TIME, 4 * TIME), nn.SiLU(), nn.Linear(4 * TIME, HIDDEN))
        self.input_up_proj = nn.Sequential(nn.Linear(WIDTH, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN))
        self.input_transformers = nn.ModuleDict({"layer": nn.ModuleList(Layer() for _ in range(LAYERS))})
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.output_down_proj = nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, WIDTH))

    def forward(self, x, t):
        half = TIME // 2
        angles = (t * 0.5)[:, None] * torch.exp(-math.log(10000) * torch.arange(half) / half)
        h = self.input_up_proj(x) + self.time_embed(torch.cat([torch.cos(angles), torch.sin(angles)], -1))[:, None]
        h = self.LayerNorm(h + self.position_embeddings.weight[: x.shape[1]])
        for layer in self.input_transformers["layer"]:
            h = layer(h)
        x0 = self.output_down_proj(h)
        return x0, self.lm_head(x0)


def save_tensors(file, tensors):
    header, data = {}, b""
    for name, array in tensors.items():
        kind = {"float32": "F32", "int32": "I32"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def load_tensors(file):
    raw = file.read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    tensors = {}
    header = json.loads(raw[8 : 8 + size])
    header.pop("__metadata__", None)
    for name, e in header.items():
        begin, end = e["data_offsets"]
        tensors[name] = np.frombuffer(raw[8 + size + begin : 8 + size + end], dtype="<f4").reshape(e["shape"])
    return tensors


ARGUMENTS = dict(
    lr=1e-4, batch_size=2048, microbatch=64, learning_steps=50000, log_interval=20, save_interval=2000, eval_interval=500, ema_rate="0.9999",
    resume_checkpoint="none", schedule_sampler="lossaware", diffusion_steps=2000, noise_schedule="sqrt", timestep_respacing="", vocab="bert",
    use_plm_init="no", vocab_size=VOCABULARY, config_name="bert-base-uncased", notes="", data_dir="", dataset="qqp", checkpoint_path="",
    seq_len=LENGTH, hidden_t_dim=TIME, hidden_dim=WIDTH, dropout=0.1, use_fp16=False, fp16_scale_growth=0.001, seed=102, gradient_clipping=-1.0,
    weight_decay=0.0, learn_sigma=False, use_kl=False, predict_xstart=True, rescale_timesteps=True, rescale_learned_sigmas=False,
    sigma_small=False, emb_scale_factor=1.0)


def write(folder, vocabulary):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    network = Network().eval()
    state = collections.OrderedDict(network.state_dict())
    for name, parameter in network.named_parameters():
        state[name] = parameter  # as the official code saves its averages
    state["lm_head.weight"] = state["lm_head.weight"].detach().clone()
    torch.save(state, folder / "ema_0.9999_050000.pt")
    (folder / "training_args.json").write_text(json.dumps(ARGUMENTS, indent=2))
    shutil.copy(vocabulary, folder / "vocab.txt")
    x, t = torch.randn(2, LENGTH, WIDTH), torch.tensor([3, 1490], dtype=torch.int32)
    save_tensors(folder / "input.safetensors", {"x_t": x.numpy(), "t": t.numpy()})
    with torch.no_grad():
        single = [y.numpy() for y in network(x, t.float())]
        double = [y.float().numpy() for y in network.double()(x.double(), t.double())]
    save_tensors(folder / "expected.safetensors", {"x0": single[0], "logits": single[1]})
    save_tensors(folder / "exact.safetensors", {"x0": double[0], "logits": double[1]})
    print("PyTorch", torch.__version__, "wrote", sum(p.numel() for p in network.parameters()), "parameters")


def compare(folder, file):
    ours, worst = load_tensors(file), 0.0
    for against in ("expected", "exact"):
        for name, reference in load_tensors(folder / f"{against}.safetensors").items():
            error = np.abs(ours[name] - reference).max() / np.abs(reference).max()
            print(f"{name}: greatest difference from PyTorch's {dict(expected='float32', exact='float64')[against]}"
                  f" {np.abs(ours[name] - reference).max():.2e}, {error:.2e} of the greatest value")
            worst = max(worst, error)
    sys.exit(0 if worst <= 1e-4 else 1)


if __name__ == "__main__":
    {"write": write, "compare": compare}[sys.argv[1]](*map(pathlib.Path, sys.argv[2:4]))
