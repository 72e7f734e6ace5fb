"""ELF's network and T5's encoder a second time, from the description of the method, in nothing but torch: what this project is compared with.

Weights are a dictionary by the names of the checkpoints; those of the encoder begin with "t5.".
"""
import math

import torch
import torch.nn.functional as F


def rms_norm(x, weight, epsilon=1e-6):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * weight


def linear(w, name, x):
    return F.linear(x, w[name + ".weight"], w.get(name + ".bias"))


def sinusoid(u, width=256):
    half = width // 2
    angles = u[:, None] * torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32, device=u.device) / half).to(u.dtype)
    return torch.cat([torch.cos(angles), torch.sin(angles)], -1)


def rotary_tables(still, positions, width, like):
    frequency = 1 / 10000 ** (torch.arange(0, width, 2, dtype=torch.float32) / width)
    angles = (torch.arange(positions, dtype=torch.float32)[:, None] * frequency).repeat_interleave(2, -1)
    angles = torch.cat([torch.zeros(still, width), angles])
    return torch.cos(angles).to(like), torch.sin(angles).to(like)


def rotate(x, cos, sin):
    turned = torch.stack([-x[..., 1::2], x[..., 0::2]], -1).flatten(-2)
    return x * cos + turned * sin


class Elf:
    def __init__(self, weights, heads):
        self.w, self.heads = weights, heads
        self.layers = 1 + max(int(n.split(".")[1]) for n in weights if n.startswith("blocks."))
        self.tables = {}

    def embedded(self, name, u):
        return linear(self.w, name + ".mlp_2", F.silu(linear(self.w, name + ".mlp_0", sinusoid(u))))

    def block(self, name, h, cos, sin):
        w, (b, n, width) = self.w, h.shape
        x = rms_norm(h, w[name + ".norm1.weight"])
        q, k, v = linear(w, name + ".attn.qkv", x).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q = rotate(rms_norm(q, w[name + ".attn.q_norm.weight"]), cos, sin)
        k = rotate(rms_norm(k, w[name + ".attn.k_norm.weight"]), cos, sin)
        h = h + linear(w, name + ".attn.proj", F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, width))
        a, gate = linear(w, name + ".mlp.w12", rms_norm(h, w[name + ".norm2.weight"])).chunk(2, -1)
        return h + linear(w, name + ".mlp.w3", F.silu(a) * gate)

    def trunk(self, z, previous, t, scale, gate):
        w, length = self.w, z.shape[1]
        x = linear(w, "self_cond_proj", torch.cat([z, previous], -1))
        x = linear(w, "text_proj.proj2", linear(w, "text_proj.proj1", x))
        prefix = [w["t_emb_tokens"] + self.embedded("t_embedder", t)[:, None],
                  w["self_cond_cfg_tokens"] + self.embedded("self_cond_cfg_embedder", scale)[:, None],
                  w["mode_tokens"] * gate[:, None, None]]
        h = torch.cat(prefix + [x], 1)
        still = h.shape[1] - length
        if length not in self.tables:
            self.tables[length] = rotary_tables(still, length, w["blocks.0.attn.q_norm.weight"].numel(), h)
        for i in range(self.layers):
            h = self.block(f"blocks.{i}", h, *self.tables[length])
        return h[:, still:]

    def clean(self, text):
        return linear(self.w, "final_layer.linear", rms_norm(text, self.w["final_layer.norm_final.weight"]))

    def logits(self, text):
        hidden = F.gelu(text @ self.w["proj_kernel"] + self.w["proj_bias"], approximate="tanh")
        return hidden @ self.w["unembed_kernel"] + self.w["unembed_bias"]


def bucket(distance, buckets=32, furthest=128):
    half, offset, r = buckets // 2, buckets // 2 if distance > 0 else 0, abs(distance)
    exact = half // 2
    if r < exact:
        return offset + r
    return offset + min(half - 1, exact + int(math.log(r / exact) / math.log(furthest / exact) * (half - exact) + 1e-9))


def latents(w, heads, ids, source, deviation=0.2):
    """T5's states over `deviation`: sources (BOOL [batch, length]) see sources, all others see all but the filling, which is id 1 off the source."""
    w = {n[3:]: v for n, v in w.items() if n.startswith("t5.")}
    b, n = ids.shape
    word = source | (ids != 1)
    seen = torch.where(source[:, :, None], source[:, None], word[:, None])
    table = w["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]
    buckets = torch.tensor([[bucket(k - q, table.shape[0]) for k in range(n)] for q in range(n)])
    bias = table[buckets].permute(2, 0, 1)[None] + torch.where(seen, 0.0, torch.finfo(torch.float32).min).to(table)[:, None]
    h = w["shared.weight"][ids]
    for i in range(1 + max(int(k.split(".")[2]) for k in w if k.startswith("encoder.block."))):
        at = f"encoder.block.{i}.layer."
        x = rms_norm(h, w[at + "0.layer_norm.weight"])
        q, k, v = (linear(w, at + "0.SelfAttention." + p, x).view(b, n, heads, -1).transpose(1, 2) for p in "qkv")
        p = torch.softmax(q @ k.transpose(-1, -2) + bias, -1)
        h = h + linear(w, at + "0.SelfAttention.o", (p @ v).transpose(1, 2).reshape(b, n, -1))
        x = rms_norm(h, w[at + "1.layer_norm.weight"])
        h = h + linear(w, at + "1.DenseReluDense.wo", F.relu(linear(w, at + "1.DenseReluDense.wi", x)))
    return rms_norm(h, w["encoder.final_layer_norm.weight"]) / deviation
