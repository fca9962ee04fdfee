"""What the scripts in this folder share: building torch's objects from JSON, the named lambdas, run lengths."""
import warnings
from collections import Counter

import torch
import torch.optim.lr_scheduler as torch_lr

warnings.filterwarnings("ignore")


def product(factor, t):
    p = 1.0
    for _ in range(t):
        p *= factor
    return p


# name -> function of the epoch. The name is the JavaScript expression, or says how the number is reached;
# only + - x / occur, in the order written, so a test in any language gets the same bits.
LAMBDAS = {
    "1": lambda t: 1.0,
    "0.5": lambda t: 0.5,
    "0.95": lambda t: 0.95,
    "1.01": lambda t: 1.01,
    "0": lambda t: 0.0,
    "1/(t+1)": lambda t: 1 / (t + 1),
    "t<3?0.1:1": lambda t: 0.1 if t < 3 else 1.0,
    "t%2?0.5:1": lambda t: 0.5 if t % 2 else 1.0,
    "t%10===0?0.3:1": lambda t: 0.3 if t % 10 == 0 else 1.0,
    "t<20?1-t/20:0": lambda t: 1 - t / 20 if t < 20 else 0.0,
    "t<5?(t+1)/5:1": lambda t: (t + 1) / 5 if t < 5 else 1.0,
    "0.95^t by repeated product": lambda t: product(0.95, t),
}

OPTIMIZERS = {
    "SGD": lambda groups: torch.optim.SGD(groups, lr=1.0, momentum=0.9),
    "Adam": lambda groups: torch.optim.Adam(groups),
    "AdamW": lambda groups: torch.optim.AdamW(groups),
    "RMSprop": lambda groups: torch.optim.RMSprop(groups, momentum=0.5),
}


def make_optimizer(kind, lrs):
    return OPTIMIZERS[kind]([{"params": [torch.zeros(1, requires_grad=True)], "lr": lr} for lr in lrs])


def make_scheduler(optimizer, name, options):
    """The torch scheduler that a line's name and options describe; nested ones are built first, in order."""
    options = dict(options)
    if "lr_lambda" in options:
        named = options["lr_lambda"]
        options["lr_lambda"] = [LAMBDAS[n] for n in named] if isinstance(named, list) else LAMBDAS[named]
    if "schedulers" in options:
        options["schedulers"] = [make_scheduler(optimizer, s["name"], s["options"]) for s in options["schedulers"]]
    if name == "ChainedScheduler":
        return torch_lr.ChainedScheduler(**options)
    return getattr(torch_lr, name)(optimizer, **options)


def rates(optimizer):
    return [group["lr"] for group in optimizer.param_groups]


def momenta(optimizer):
    return [group["betas"][0] if "betas" in group else group["momentum"] for group in optimizer.param_groups]


def run_lengths(values):
    """[v, v, w] -> [[v, 2], [w, 1]]. 0.0 and -0.0 do not occur together."""
    runs = []
    for v in values:
        if runs and runs[-1][0] == v:
            runs[-1][1] += 1
        else:
            runs.append([v, 1])
    return runs


def uses_cos_or_pow(name, options):
    """True where torch calls cos or pow with a result that depends on the libm: those rates have a tolerance."""
    if "schedulers" in options:
        return any(uses_cos_or_pow(s["name"], s["options"]) for s in options["schedulers"])
    return {
        "CosineAnnealingLR": True,
        "CosineAnnealingWarmRestarts": True,
        "OneCycleLR": options.get("anneal_strategy", "cos") == "cos",
        "PolynomialLR": options.get("power", 1.0) != 1.0,
        "CyclicLR": options.get("mode") == "exp_range",
        "MultiStepLR": len(set(options.get("milestones", []))) < len(options.get("milestones", [])),  # gamma ** count
    }.get(name, False)


def group_fields(optimizer):
    """Of each param group the fields that schedulers read or write."""
    names = ("lr", "initial_lr", "max_lr", "min_lr", "momentum", "betas", "max_momentum", "base_momentum")
    return [{k: group[k] for k in names if k in group} for group in optimizer.param_groups]


def restore(optimizer, fields):
    """Puts the fields of group_fields back: what optimizer.load_state_dict would do for them."""
    for group, saved in zip(optimizer.param_groups, fields):
        group.update(saved)


def from_json(state):
    """A state that went through JSON, made fit for torch's load_state_dict. Torch itself does none of this:

    MultiStepLR's milestones are a Counter with int keys, and JSON makes the keys strings, which never match an epoch.
    An infinite `best` of ReduceLROnPlateau is null where the JSON is strict (Python's own text says Infinity).
    """
    state = dict(state)
    if isinstance(state.get("milestones"), dict):
        state["milestones"] = Counter({int(k): v for k, v in state["milestones"].items()})   # the documented line
    if "num_bad_epochs" in state and state.get("best") is None:
        state["best"] = float("-inf" if state["mode"] == "max" else "inf")
    if "_schedulers" in state:
        state["_schedulers"] = [from_json(s) for s in state["_schedulers"]]
    return state
