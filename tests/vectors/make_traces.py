#!/usr/bin/python3
"""Writes traces.jsonl: short trainings of small networks by torch, in float32 and, from the same start, in float64.

    /usr/bin/python3 make_traces.py        (Debian's python3-torch 1.13.1 and python3-sklearn for its two CSV files; about 30 seconds)

README.md says what the fields mean and how far another float32 implementation may be from these numbers.
"""
import csv
import gzip
import json
import math
import os
import random

import numpy as np
import sklearn.datasets
import torch
from torch import nn

from common import make_scheduler

HERE = os.path.dirname(os.path.abspath(__file__))
CSV = os.path.join(os.path.dirname(sklearn.datasets.__file__), "data")
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "linear": nn.Identity}
LOSSES = {"cross-entropy": nn.CrossEntropyLoss, "mse": nn.MSELoss, "bce": nn.BCEWithLogitsLoss}
ARGUMENTS = {  # what an optimizer line spells out, defaults included
    "SGD": ["momentum", "dampening", "weight_decay", "nesterov"],
    "Adam": ["betas", "eps", "weight_decay", "amsgrad"],
    "AdamW": ["betas", "eps", "weight_decay", "amsgrad"],
    "RMSprop": ["alpha", "eps", "weight_decay", "momentum", "centered"],
}

# ---- data: x as numbers times scale, y as classes or as rows x outputs --------------------------------------------

def tutorial(rng):
    return [[round(rng.gauss(0, 1), 3) for _ in range(10)] for _ in range(100)], [[round(rng.gauss(0, 1), 3) for _ in range(2)] for _ in range(100)]


def spiral(rng):
    x, y = [], []
    for i in range(130):
        r = (i // 2) / 65
        angle = 5 * r + math.pi * (i % 2)
        x.append([round(r * math.cos(angle) + rng.gauss(0, 0.03), 3), round(r * math.sin(angle) + rng.gauss(0, 0.03), 3)])
        y.append(i % 2)
    return x, y


def surface(rng):
    x = [[round(rng.uniform(-2, 2), 3) for _ in range(2)] for _ in range(90)]
    return x, [[round(math.sin(a) * b + rng.gauss(0, 0.05), 3)] for a, b in x]


def ring(rng):
    x = [[round(rng.uniform(-2, 2), 3) for _ in range(2)] for _ in range(90)]
    return x, [[int(a * a + b * b < 2)] for a, b in x]


def iris(rng):
    with open(os.path.join(CSV, "iris.csv")) as f:
        rows = list(csv.reader(f))[1:]
    return [[float(v) for v in r[:4]] for r in rows], [int(r[4]) for r in rows]


DIGIT_ROWS = list(range(0, 1797, 5))[:300]


def digits(rng):
    with gzip.open(os.path.join(CSV, "digits.csv.gz"), "rt") as f:
        rows = [r for i, r in enumerate(csv.reader(f)) if i in set(DIGIT_ROWS)]
    return [[int(float(v)) for v in r[:64]] for r in rows], [int(float(r[64])) for r in rows]


DATA = {  # make, scale, extra fields of the line
    "tutorial": (tutorial, 1, {"source": "normal random numbers"}),
    "spiral": (spiral, 1, {"source": "two spirals"}),
    "surface": (surface, 1, {"source": "sin(a) * b with noise"}),
    "ring": (ring, 1, {"source": "1 inside a circle, else 0"}),
    "iris": (iris, 1, {"source": "iris.csv of scikit-learn, all rows in order"}),
    "digits": (digits, 1 / 16, {"source": "digits.csv.gz of scikit-learn", "row_numbers": DIGIT_ROWS}),
}

# ---- the trainings ------------------------------------------------------------------------------------------------

def step(size, gamma):
    return {"name": "StepLR", "options": {"step_size": size, "gamma": gamma}, "unit": "epoch"}


def schedule(name, unit="epoch", **options):
    return {"name": name, "options": options, "unit": unit}


def sgd(lr, **more):
    return dict(name="SGD", lr=lr, **more)


def adam(lr, **more):
    return dict(name="Adam", lr=lr, **more)


def adamw(lr, **more):
    return dict(name="AdamW", lr=lr, **more)


def rms(lr, **more):
    return dict(name="RMSprop", lr=lr, **more)


WARM = {"schedulers": [{"name": "LinearLR", "options": {"start_factor": 0.1, "total_iters": 4}},
                       {"name": "StepLR", "options": {"step_size": 6, "gamma": 0.5}}], "milestones": [4]}
CE, MSE, BCE = "cross-entropy", "mse", "bce"
TRACES = [  # data, layers, activation, loss, optimizer, schedule, batch size, epochs, (shuffle, output activation)
    ("tutorial", [10, 2], "linear", MSE, adam(0.01), step(10, 0.1), 100, 30),
    ("tutorial", [10, 2], "linear", MSE, adam(0.01), step(10, 0.1), 16, 30),
    ("tutorial", [10, 2], "linear", MSE, sgd(0.01), None, 1, 6),
    ("tutorial", [10, 2], "linear", MSE, adamw(0.01), schedule("ReduceLROnPlateau", patience=0, factor=0.5, threshold=0.01), 32, 15),
    ("tutorial", [10, 2], "linear", MSE, sgd(0.1), step(4, 0.5), 25, 20, False),
    ("spiral", [2, 16, 16, 2], "tanh", CE, sgd(0.1, momentum=0.9), step(8, 0.5), 32, 25),
    ("spiral", [2, 16, 16, 2], "tanh", CE, sgd(0.2), None, 130, 30),
    ("spiral", [2, 16, 16, 2], "relu", CE, adam(0.01), step(10, 0.1), 32, 20),
    ("spiral", [2, 16, 16, 2], "tanh", CE, adam(0.01, amsgrad=True, weight_decay=1e-3), schedule("CosineAnnealingLR", T_max=20), 26, 20),
    ("spiral", [2, 16, 16, 2], "sigmoid", CE, adam(0.02, betas=[0.8, 0.99], eps=1e-6), None, 10, 15),
    ("spiral", [2, 16, 16, 2], "tanh", CE, sgd(0.05, momentum=0.9), schedule("OneCycleLR", "batch", max_lr=0.2, total_steps=75), 26, 15),
    ("spiral", [2, 16, 16, 2], "tanh", CE, adam(0.01), schedule("OneCycleLR", "batch", max_lr=0.02, total_steps=75), 26, 15),
    ("spiral", [2, 16, 16, 2], "tanh", CE, sgd(0.05, momentum=0.9), schedule("CyclicLR", "batch", base_lr=0.02, max_lr=0.2, step_size_up=8, step_size_down=5), 26, 15),
    ("spiral", [2, 16, 16, 2], "relu", CE, rms(0.005), schedule("SequentialLR", **WARM), 32, 20),
    ("spiral", [2, 16, 16, 2], "tanh", CE, adamw([0.02, 0.01, 0.005], weight_decay=0.1), step(6, 0.3), 32, 15),
    ("spiral", [2, 16, 16, 2], "tanh", CE, sgd([0.2, 0.1, 0.05], momentum=0.8, nesterov=True, weight_decay=1e-3), step(6, 0.3), 32, 15),
    ("surface", [2, 8, 1], "tanh", MSE, sgd(0.05, momentum=0.9, dampening=0.3), step(10, 0.5), 16, 25),
    ("surface", [2, 8, 1], "tanh", MSE, sgd(0.05, momentum=0.9, nesterov=True), step(10, 0.5), 16, 25),
    ("surface", [2, 8, 1], "relu", MSE, rms(0.01, momentum=0.5, alpha=0.9), None, 20, 20),
    ("surface", [2, 8, 1], "sigmoid", MSE, rms(0.01, centered=True), step(8, 0.5), 90, 25),
    ("surface", [2, 8, 1], "tanh", MSE, rms(0.01, centered=True, momentum=0.9, weight_decay=0.01), step(8, 0.5), 30, 20),
    ("surface", [2, 8, 1], "tanh", MSE, adam(0.01), schedule("ExponentialLR", gamma=0.9), 1, 8),
    ("surface", [2, 8, 1], "tanh", MSE, sgd(0.05), step(5, 0.5), 16, 15, True, "tanh"),
    ("ring", [2, 8, 1], "tanh", BCE, sgd(0.3, momentum=0.9), step(10, 0.3), 16, 20),
    ("ring", [2, 8, 1], "relu", BCE, adam(0.02, weight_decay=0.01), step(10, 0.3), 32, 20),
    ("ring", [2, 8, 1], "sigmoid", BCE, adamw(0.05, amsgrad=True), schedule("MultiStepLR", milestones=[5, 12], gamma=0.3), 45, 20),
    ("ring", [2, 8, 1], "tanh", MSE, sgd(0.5), step(5, 0.5), 16, 15, True, "sigmoid"),
    ("iris", [4, 32, 3], "tanh", CE, sgd(0.05, momentum=0.9), step(10, 0.5), 32, 25),
    ("iris", [4, 32, 3], "relu", CE, adam(0.01), step(10, 0.5), 16, 20),
    ("iris", [4, 32, 3], "tanh", CE, rms(0.003), schedule("PolynomialLR", total_iters=20, power=2.0), 25, 20),
    ("iris", [4, 32, 3], "sigmoid", CE, adamw(0.01, weight_decay=0.05), schedule("CosineAnnealingWarmRestarts", T_0=5, T_mult=2), 150, 25),
    ("iris", [4, 32, 3], "tanh", CE, sgd(0.02, weight_decay=0.01), schedule("LinearLR", "batch", start_factor=0.1, total_iters=20), 1, 3),
    ("digits", [64, 32, 10], "relu", CE, sgd(0.1, momentum=0.9), step(4, 0.5), 32, 10),
    ("digits", [64, 32, 10], "tanh", CE, adam(0.003), step(4, 0.5), 32, 10),
    ("digits", [64, 32, 10], "tanh", CE, adamw(0.003, weight_decay=0.05), schedule("ExponentialLR", gamma=0.8), 50, 8),
    ("digits", [64, 32, 10], "relu", CE, rms(0.001), step(3, 0.5), 64, 8),
    ("digits", [64, 32, 10], "sigmoid", CE, sgd(1.0), step(5, 0.5), 300, 10),
]
EVERY = 7   # of the 2410 weights of 64-32-10 every 7th final one is kept, and the norm of all


# ---- running them -------------------------------------------------------------------------------------------------

def build(layers, activation, output, initial, dtype):
    parts = []
    for i, (n, m) in enumerate(zip(layers, layers[1:])):
        parts += [nn.Linear(n, m), ACTIVATIONS[activation if i < len(layers) - 2 else output]()]
    model = nn.Sequential(*parts).to(dtype)
    if initial is not None:
        torch.nn.utils.vector_to_parameters(torch.tensor(initial, dtype=dtype), model.parameters())
    return model


def flat(model):
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()


def train(trace, x, y, initial, order, dtype):
    """-> loss of each epoch, rate of each epoch's first batch per group, final weights"""
    model = build(trace["layers"], trace["activation"], trace["output_activation"], initial, dtype)
    loss_of = LOSSES[trace["loss"]]()
    arguments = {k: v for k, v in trace["optimizer"].items() if k not in ("name", "lr")}
    lr = trace["optimizer"]["lr"]
    if isinstance(lr, list):
        groups = [{"params": layer.parameters(), "lr": r} for layer, r in zip([p for p in model if isinstance(p, nn.Linear)], lr)]
    else:
        groups = [{"params": model.parameters(), "lr": lr}]
    optimizer = getattr(torch.optim, trace["optimizer"]["name"])(groups, lr=1.0, **arguments)
    plan = trace["schedule"]
    scheduler = make_scheduler(optimizer, plan["name"], plan["options"]) if plan else None
    x = torch.tensor(x, dtype=torch.float32).to(dtype)
    y = torch.tensor(y) if trace["loss"] == CE else torch.tensor(y, dtype=torch.float32).to(dtype)
    losses, lrs = [], []
    for indices in order:
        lrs.append([g["lr"] for g in optimizer.param_groups])
        total = 0.0
        for at in range(0, len(indices), trace["batch_size"]):
            batch = indices[at:at + trace["batch_size"]]
            optimizer.zero_grad()
            loss = loss_of(model(x[batch]), y[batch])
            total += loss.item() * len(batch)
            loss.backward()
            optimizer.step()
            if plan and plan["unit"] == "batch" and not (len(losses) == len(order) - 1 and at + len(batch) == len(indices)):
                scheduler.step()       # not after the very last batch: OneCycleLR would step past its end
        losses.append(total / len(indices))
        if plan and plan["unit"] == "epoch":
            scheduler.step(losses[-1]) if plan["name"] == "ReduceLROnPlateau" else scheduler.step()
    return losses, lrs, flat(model)


def distance(a, b):
    """-> max |difference| of the losses and of the weights"""
    return {"loss": max(abs(p - q) for p, q in zip(a[0], b[0])),
            "weights": float(np.abs(a[2].astype(np.float64) - b[2].astype(np.float64)).max())}


def reordered(trace, x, y, initial, order):
    """The same training in float32 with other orders of summation: rows of each batch, then inputs, back to front."""
    size = trace["batch_size"]
    back = [[i for at in range(0, len(o), size) for i in reversed(o[at:at + size])] for o in order]
    yield train(trace, x, y, initial, back, torch.float32)
    n, m = trace["layers"][:2]
    turn = lambda w: np.concatenate([w[:n * m].reshape(m, n)[:, ::-1].reshape(-1), w[n * m:]])
    losses, lrs, w = train(trace, [row[::-1] for row in x], y, turn(initial), order, torch.float32)
    yield losses, lrs, turn(w)


def short(values):
    """float32 -> the shortest decimals that give it back, also when read as a double first"""
    out = [float(str(v)) for v in np.asarray(values, dtype=np.float32)]
    assert all(np.float32(o) == v for o, v in zip(out, values))
    return out


def line(number, data, layers, activation, loss, optimizer, plan, batch_size, epochs, shuffle=True, output="linear"):
    x, y, _ = data
    torch.manual_seed(1000 + number)
    initial = flat(build(layers, activation, output, None, torch.float32)).copy()
    rng = random.Random(number)
    order = [rng.sample(range(len(x)), len(x)) if shuffle else list(range(len(x))) for _ in range(epochs)]
    defaults = getattr(torch.optim, optimizer["name"])([torch.zeros(1)], lr=1.0).defaults
    full = dict({"name": optimizer["name"], "lr": optimizer["lr"]}, **{k: optimizer.get(k, defaults[k]) for k in ARGUMENTS[optimizer["name"]]})
    trace = {"layers": layers, "activation": activation, "output_activation": output, "loss": loss, "optimizer": full, "schedule": plan,
             "batch_size": batch_size, "epochs": epochs}
    single = train(trace, x, y, initial, order, torch.float32)
    double = train(trace, x, y, initial.astype(np.float64), order, torch.float64)
    assert single[1] == double[1], "the schedule decided otherwise in float64"
    others = [distance(single, o) for o in reordered(trace, x, y, initial, order)]
    every = EVERY if len(initial) > 1000 else 1
    norm = lambda w: math.sqrt(float((w.astype(np.float64) ** 2).sum()))
    return dict(trace, noise=distance(single, double), jitter={k: max(o[k] for o in others) for k in others[0]}, order=order,
                initial=short(initial), lrs=single[1], loss32=single[0], loss64=double[0], every=every, final32=short(single[2][::every]),
                final64=[float("%.11g" % v) for v in double[2][::every]], norm32=norm(single[2]), norm64=norm(double[2]))


def write(f, record):
    f.write(json.dumps(record, separators=(",", ":"), allow_nan=False) + "\n")


def main():
    data = {}
    with open(os.path.join(HERE, "traces.jsonl"), "w") as f:
        for name, (make, scale, more) in DATA.items():
            x, y = make(random.Random(name))
            data[name] = ([[v * scale for v in row] for row in x], y, scale)
            pairs = {"y": sum(y, []), "outputs": len(y[0])} if isinstance(y[0], list) else {"y": y, "classes": max(y) + 1}
            write(f, dict({"data": name, "rows": len(x), "features": len(x[0]), "scale": scale, "x": sum(x, [])}, **pairs, **more))
        for number, (name, *rest) in enumerate(TRACES, 1):
            record = line(number, data[name], *rest)
            write(f, dict({"trace": "%02d-%s-%s" % (number, "-".join(map(str, rest[0])), rest[3]["name"]), "data": name}, **record))
            print("%-28s loss %.4f -> %.4f  noise loss %.1e weights %.1e  jitter/noise %.2f %.2f" % (
                "%02d %s %s" % (number, name, rest[3]["name"]), record["loss32"][0], record["loss32"][-1], record["noise"]["loss"], record["noise"]["weights"],
                record["jitter"]["loss"] / record["noise"]["loss"], record["jitter"]["weights"] / record["noise"]["weights"]))


if __name__ == "__main__":
    main()
