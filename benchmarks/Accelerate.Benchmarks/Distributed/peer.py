"""The peer: torch.distributed on the machine's own PyTorch, one process a rank.

usage: peer.py all-reduce SECONDS BYTES... | peer.py step WORKLOAD SECONDS | peer.py first-collective
Ranks come from torchrun's environment variables. Rank 0 prints one line a result, `name microseconds`: the median of the
calls, or the fastest block of steps.
"""
import os
import statistics
import sys
import time

import torch
import torch.distributed as dist
import torch.nn as nn
import torch.nn.functional as F

WORLD = int(os.environ.get("WORLD_SIZE", "1"))
RANK = int(os.environ.get("RANK", "0"))


def report(name, microseconds):
    if RANK == 0:
        print(f"{name} {microseconds:.3f}", flush=True)


def agree(value):
    """The same decision on all ranks: that of rank 0."""
    if WORLD == 1:
        return value
    tensor = torch.tensor([float(value)])
    dist.broadcast(tensor, 0)
    return tensor.item()


def all_reduce(seconds, sizes):
    for size in sizes:
        tensor = torch.ones(size // 4)
        for _ in range(5):
            dist.all_reduce(tensor)
        times = []
        end = time.perf_counter() + seconds
        while True:
            dist.barrier()
            block = []
            for _ in range(max(3, min(200, 4_000_000 // size))):
                begun = time.perf_counter()
                dist.all_reduce(tensor)
                block.append(time.perf_counter() - begun)
            times.append(statistics.median(block))
            tensor.fill_(1)
            if agree(time.perf_counter() > end):
                break
        report(f"all-reduce/{size}", min(times) * 1e6)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        batch, length, width = x.shape
        q, k, v = (t.view(batch, length, self.heads, -1).transpose(1, 2) for t in self.qkv(self.norm1(x)).split(width, 2))
        scores = (q @ k.transpose(-2, -1)) * (width // self.heads) ** -0.5
        weights = scores.masked_fill(mask == 0, float("-inf")).softmax(-1)
        x = x + self.projection((weights @ v).transpose(1, 2).reshape(batch, length, width))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, vocabulary=65, width=128, heads=4, layers=4, context=64):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)
        self.register_buffer("mask", torch.ones(context, context).tril())  # bool is no type of Gloo's in Python

    def forward(self, x):
        x = self.tokens(x) + self.positions(torch.arange(x.shape[1]))
        for block in self.blocks:
            x = block(x, self.mask)
        return self.head(self.norm(x))


def mlp(hidden, *more):
    widths = [784, hidden, *more]
    layers = [layer for a, b in zip(widths, widths[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers, nn.Linear(widths[-1], 10))


def cnn():
    return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10))


# Model, shape of a sample, number of classes, samples in a batch of one rank.
WORKLOADS = {
    "mlp": (lambda: mlp(128), (784,), 10, 32),
    "cnn": (cnn, (1, 28, 28), 10, 64),
    "gpt": (Gpt, (64,), 65, 12),
    "mlp-118k": (lambda: mlp(128, 128), (784,), 10, 128),
    "mlp-1.86m-128": (lambda: mlp(1024, 1024), (784,), 10, 128),
    "mlp-1.86m-512": (lambda: mlp(1024, 1024), (784,), 10, 512),
}


def step(name, seconds):
    make, shape, classes, batch = WORKLOADS[name]
    torch.manual_seed(42)
    model = make()
    if WORLD > 1:
        model = nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, foreach=True)
    tokens = name == "gpt"
    batches = [(torch.randint(classes, (batch, *shape)), torch.randint(classes, (batch, *shape))) if tokens
               else (torch.rand(batch, *shape), torch.randint(classes, (batch,))) for _ in range(20)]
    count = 0

    def block(steps):
        nonlocal count
        begun = time.perf_counter()
        for _ in range(steps):
            inputs, targets = batches[count % len(batches)]
            count += 1
            optimizer.zero_grad(set_to_none=True)
            logits = model(inputs)
            F.cross_entropy(logits.view(-1, classes), targets.view(-1)).backward()
            optimizer.step()
        return (time.perf_counter() - begun) / steps

    block(20)
    steps = int(agree(max(4, min(200, 0.15 / block(10)))))
    best, end = float("inf"), time.perf_counter() + seconds
    while True:
        best = min(best, block(steps))
        if agree(time.perf_counter() > end):
            break
    report(f"step/{name}", best * 1e6)


def main():
    torch.set_num_threads(1)
    if WORLD > 1 or sys.argv[1] == "first-collective":
        dist.init_process_group("gloo")
    if sys.argv[1] == "all-reduce":
        all_reduce(float(sys.argv[2]), [int(size) for size in sys.argv[3:]])
    elif sys.argv[1] == "step":
        step(sys.argv[2], float(sys.argv[3]))
    else:
        dist.all_reduce(torch.ones(1))
        report("first-collective", time.time() * 1e6)
    if dist.is_initialized():
        dist.destroy_process_group()


main()
