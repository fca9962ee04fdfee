"""Trains a workload of the benchmark with PyTorch on one thread. Told by child.js what to do; arguments as in native.c."""
import sys
import time

import torch

torch.set_num_threads(1)

path, activation, loss_name, optimizer_name = sys.argv[1:5]
lr, momentum = map(float, sys.argv[5:7])
batch, rows, cells, epochs, *widths = map(int, sys.argv[7:])

data = bytearray(open(path, "rb").read())
at = 0


def take(count, dtype):
    global at
    values = torch.frombuffer(data, dtype=dtype, count=count, offset=at)
    at += count * values.element_size()
    return values


parameters = sum(o * (i + 1) for i, o in zip(widths, widths[1:]))
weights = take(parameters, torch.float32)
x = take(rows * widths[0], torch.float32).reshape(rows, -1)
y = take(rows, torch.int32).long() if loss_name == "cross-entropy" else take(rows * widths[-1], torch.float32).reshape(rows, -1)
rates = take(cells * epochs, torch.float64).reshape(cells, epochs).tolist() if cells else []

layers = []
for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
    layers.append(torch.nn.Linear(inputs, outputs))
    if i + 2 < len(widths):
        layers.append({"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[activation]())
model = torch.nn.Sequential(*layers)
loss = {"mse": torch.nn.MSELoss, "cross-entropy": torch.nn.CrossEntropyLoss}[loss_name]()


def optimizer_of():
    torch.nn.utils.vector_to_parameters(weights.clone(), model.parameters())
    if optimizer_name == "Adam":
        return torch.optim.Adam(model.parameters(), lr=lr)
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)


optimizer = optimizer_of()


def batches():
    """Shuffled batches without end. One gather an epoch and views of it are the quickest way to take them."""
    while True:
        order = torch.randperm(rows)
        yield from zip(x[order].split(batch), y[order].split(batch))


endless = batches()


def run(steps):
    for _ in range(steps):
        xb, yb = next(endless)
        optimizer.zero_grad(set_to_none=True)
        loss(model(xb), yb).backward()
        optimizer.step()


def run_cell(cell):
    global optimizer, endless
    optimizer = optimizer_of()
    endless = batches()
    for rate in rates[cell]:
        optimizer.param_groups[0]["lr"] = rate
        run(-(-rows // batch))


cell = 0
for line in sys.stdin:
    word, *count = line.split()
    if word == "run":
        wall, processor = time.perf_counter_ns(), time.process_time_ns()
        if cells:
            for _ in range(int(count[0])):
                run_cell(cell % cells)
                cell += 1
        else:
            run(int(count[0]))
        print(time.perf_counter_ns() - wall, time.process_time_ns() - processor, flush=True)
    else:
        with torch.no_grad():
            print(*model(x).flatten().tolist(), flush=True)
