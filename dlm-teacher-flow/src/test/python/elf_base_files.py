"""Writes a full-size ELF-B checkpoint with random weights, as the official code saves it, beside its config.yml and a T5-small folder.

    python elf_base_files.py FOLDER TOKENIZER.json

105 million parameters with the optimiser's state and the raw weights beside the averages (about 1.7 GB), 35 million of the encoder. The
tokenizer is that of TOKENIZER.json (any T5's, such as ckpt/elf_tiny/t5/tokenizer.json among the test resources), lengthened to 32,100 tokens.
"""
import json
import os
import sys
from collections import OrderedDict

import torch
from safetensors.torch import save_file

V, D, H, LAYERS, BOTTLENECK, INNER = 32_100, 512, 768, 12, 128, 2048
T5_ROWS, T5_INNER, T5_LAYERS = 32_128, 2048, 6


def network(draw):
    w = OrderedDict()
    for name in ("t_emb_tokens", "self_cond_cfg_tokens", "mode_tokens"):
        w[name] = draw(1, 4, H)
    w["proj_kernel"], w["proj_bias"] = draw(H, D), draw(D)
    w["unembed_kernel"], w["unembed_bias"] = draw(D, V), draw(V)

    def linear(name, out, inner, bias=True):
        w[name + ".weight"] = draw(out, inner)
        if bias:
            w[name + ".bias"] = draw(out)

    linear("self_cond_proj", D, 2 * D)
    linear("text_proj.proj1", BOTTLENECK, D, bias=False)
    linear("text_proj.proj2", H, BOTTLENECK)
    for name in ("t_embedder", "self_cond_cfg_embedder"):
        linear(name + ".mlp_0", H, 256)
        linear(name + ".mlp_2", H, H)
    for i in range(LAYERS):
        b = f"blocks.{i}."
        w[b + "norm1.weight"], w[b + "norm2.weight"] = 1 + draw(H), 1 + draw(H)
        linear(b + "attn.qkv", 3 * H, H)
        w[b + "attn.q_norm.weight"], w[b + "attn.k_norm.weight"] = 1 + draw(64), 1 + draw(64)
        linear(b + "attn.proj", H, H)
        linear(b + "mlp.w12", 2 * INNER, H)
        linear(b + "mlp.w3", H, INNER)
    w["final_layer.norm_final.weight"] = 1 + draw(H)
    linear("final_layer.linear", D, H)
    return w


def encoder(draw):
    w = {"shared.weight": draw(T5_ROWS, D)}
    for i in range(T5_LAYERS):
        b = f"encoder.block.{i}.layer."
        for name in "qkvo":
            w[b + f"0.SelfAttention.{name}.weight"] = draw(512, D) if name != "o" else draw(D, 512)
        if i == 0:
            w[b + "0.SelfAttention.relative_attention_bias.weight"] = draw(32, 8)
        w[b + "0.layer_norm.weight"], w[b + "1.layer_norm.weight"] = 1 + draw(D), 1 + draw(D)
        w[b + "1.DenseReluDense.wi.weight"] = draw(T5_INNER, D)
        w[b + "1.DenseReluDense.wo.weight"] = draw(D, T5_INNER)
    w["encoder.final_layer_norm.weight"] = 1 + draw(D)
    return w


def tokens(file):
    with open(file, encoding="utf-8") as f:
        all = json.load(f)
    vocab = [piece for piece in all["model"]["vocab"] if not piece[0].startswith("<extra_id_")]
    vocab += [["\u2581token%d" % i, -12.0] for i in range(32_000 - len(vocab))]
    extra = ["<extra_id_%d>" % i for i in range(99, -1, -1)]
    all["model"]["vocab"] = vocab + [[name, 0.0] for name in extra]
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    all["added_tokens"] = [t for t in all["added_tokens"] if not t["content"].startswith("<extra_id_")]
    all["added_tokens"] += [{"id": 32_000 + i, "content": name, **flags} for i, name in enumerate(extra)]
    return all


def main(folder, tokenizer):
    generator = torch.Generator().manual_seed(1)

    def draw(*shape):
        return torch.randn(shape, generator=generator) * 0.02

    params, averages = network(draw), dict(network(draw))
    print("network", sum(p.numel() for p in params.values()))
    state = {i: {"momentum_buffer": torch.zeros_like(p), "step": 100} for i, p in enumerate(params.values())}
    groups = [{"lr": 0.002, "betas": (0.9, 0.999), "params": list(range(len(params)))}]
    os.makedirs(os.path.join(folder, "t5-small"), exist_ok=True)
    torch.save(
        {
            "params": params,
            "ema_params1": averages,
            "opt_state": {"state": state, "param_groups": groups},
            "lr_scheduler": None,
            "step": 100,
            "epoch": 1,
            "dropout_rng": torch.get_rng_state(),
            "grad_accum_buffers": [torch.zeros_like(p) for p in params.values()],
        },
        os.path.join(folder, "checkpoint_100"),
    )
    with open(os.path.join(folder, "config.yml"), "w") as f:
        f.write(
            "max_length: 128\nmax_input_length: 64\npad_token: eos\nencoder_model_name: t5-small\nlatent_mean: 0.0\nlatent_std: 0.2\n"
            "bottleneck_dim: 128\nnum_time_tokens: 4\nnum_self_cond_cfg_tokens: 4\nnum_model_mode_tokens: 4\n"
            "denoiser_noise_scale: 2.0\nt_eps: 0.05\nself_cond_prob: 0.5\n"
        )
    t5 = encoder(draw)
    print("encoder", sum(p.numel() for p in t5.values()))
    save_file(t5, os.path.join(folder, "t5-small", "model.safetensors"))
    with open(os.path.join(folder, "t5-small", "config.json"), "w") as f:
        json.dump({"model_type": "t5", "vocab_size": T5_ROWS, "d_model": D, "d_kv": 64, "num_heads": 8, "d_ff": T5_INNER,
                   "num_layers": T5_LAYERS, "relative_attention_num_buckets": 32}, f)
    with open(os.path.join(folder, "t5-small", "tokenizer.json"), "w", encoding="utf-8") as f:
        json.dump(tokens(tokenizer), f)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
