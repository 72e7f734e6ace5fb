"""Compares this project with PyTorch on a FlowSeq network of the size of BERT-base.

    python flowseq_agreement.py write DIR VOCAB      writes a checkpoint as the official code does, an input, and what PyTorch makes of it
    python flowseq_agreement.py compare DIR FILE     compares FILE, written by `dlm score`, with that

VOCAB is the vocab.txt of bert-base-uncased (30,522 lines). Between the two:

    ./dlm import --checkpoint DIR --out DIR/model
    ./dlm score --model DIR/model --input DIR/input.safetensors --output FILE --backend onnx

The network is that of base_agreement.py, which needs PyTorch and NumPy. Here it sees times as they are, its output is a velocity,
and the matrix of the logits in the file is not the averaged embedding table: loaded last, it is the one that counts.
"""
import collections, pathlib, shutil, sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "dlm-teacher-diffuseq/src/test/python"))
import base_agreement as base

CONFIG = """data:
  lr: 0.0001
  anneal_lr: true
  batch_size: 256
  microbatch: 256
  ema_rate: 0.9999
  seed: 102
  gradient_clipping: -1.0
  weight_decay: 0.0
  seq_len: 128
  hidden_t_dim: 128
  hidden_dim: 128
  dropout: 0.1
  learning_steps: 100000
  vocab_size: 30522
  config_name: bert-base-uncased
  vocab: bert
"""


def clean(network, x, tau):
    velocity = network(x, 2 * tau)[0]  # the network of base_agreement halves its times
    x0 = x + (1 - tau)[:, None, None] * velocity
    return x0, network.lm_head(x0)


def write(folder, vocabulary):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    network = base.Network().eval()
    state = collections.OrderedDict(network.state_dict())
    for name, parameter in network.named_parameters():
        state[name] = parameter  # as the official code saves its averages
    state["lm_head.weight"] = torch.randn_like(network.lm_head.weight)
    torch.save(state, folder / "ema_0.9999_070000.pt")
    (folder / "config.yaml").write_text(CONFIG)
    shutil.copy(vocabulary, folder / "vocab.txt")
    network.load_state_dict({name: tensor.detach().clone() for name, tensor in state.items()})
    x, tau = torch.randn(3, base.LENGTH, base.WIDTH), torch.tensor([0.0, 0.2857, 0.999])
    base.save_tensors(folder / "input.safetensors", {"x_t": x.numpy(), "t": tau.numpy()})
    with torch.no_grad():
        single = [y.numpy() for y in clean(network, x, tau)]
        double = [y.float().numpy() for y in clean(network.double(), x.double(), tau.double())]
    base.save_tensors(folder / "expected.safetensors", {"x0": single[0], "logits": single[1]})
    base.save_tensors(folder / "exact.safetensors", {"x0": double[0], "logits": double[1]})
    print("PyTorch", torch.__version__, "wrote", sum(p.numel() for p in network.parameters()), "parameters")


if __name__ == "__main__":
    {"write": write, "compare": base.compare}[sys.argv[1]](*map(pathlib.Path, sys.argv[2:4]))
