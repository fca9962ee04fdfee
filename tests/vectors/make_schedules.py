#!/usr/bin/python3
"""Writes schedules.jsonl: the rates of torch.optim.lr_scheduler for a table of hand-picked and random configurations.

    /usr/bin/python3 make_schedules.py     (Debian's python3-torch, 1.13.1; about 10 seconds)

README.md says what the fields mean and which behaviour of torch is left out.
"""
import json
import os
import random
import struct
from collections import Counter

from common import LAMBDAS, make_optimizer, make_scheduler, momenta, rates, run_lengths, uses_cos_or_pow

HERE = os.path.dirname(os.path.abspath(__file__))
LONG = 1200      # longer runs that do not repeat keep every k-th value and a hash of all
RNG = random.Random(20130501)


def one(*choices):
    return RNG.choice(choices)


def some_lrs():
    return [one(0.1, 0.01, 0.001, 0.05, 0.3, 1.0, 3e-4, 1 / 3, round(RNG.random(), 3) + 0.001, RNG.random())
            for _ in range(one(1, 1, 1, 2, 3))]


def some_gamma():
    return one(0.1, 0.5, 0.9, 0.95, 0.99, 1 / 3, 0.3, 0.7, 1.05, RNG.random(), RNG.uniform(0.8, 1))


def some_milestones(n, last):
    return [RNG.randint(1, last) for _ in range(n)]


# ---- random configurations: name -> (options, steps) ------------------------------------------------------------

def random_lambda(n_groups):
    names = sorted(LAMBDAS)
    return {"lr_lambda": one(*names) if RNG.random() < 0.6 else [one(*names) for _ in range(n_groups)]}


def random_cyclic(n_groups):
    per_group = (lambda low, high: [RNG.uniform(low, high) for _ in range(n_groups)]) if RNG.random() < 0.4 else \
        (lambda low, high: round(RNG.uniform(low, high), 4))
    o = {"base_lr": per_group(0.0001, 0.01), "max_lr": per_group(0.02, 0.5), "step_size_up": RNG.randint(1, 20),
         "mode": one("triangular", "triangular2", "exp_range")}
    if RNG.random() < 0.6:
        o["step_size_down"] = RNG.randint(1, 20)
    if o["mode"] == "exp_range":
        o["gamma"] = one(0.99, 0.95, 0.9994, 1.0, RNG.uniform(0.9, 1))
    if RNG.random() < 0.3:
        o.update(base_momentum=0.7, max_momentum=0.99)
    if RNG.random() < 0.2:
        o["cycle_momentum"] = False
    return o


def random_onecycle(n_groups):
    total = RNG.randint(4, 90)
    o = {"max_lr": one(0.1, 0.01, 1.0, [RNG.uniform(0.01, 1) for _ in range(n_groups)])}
    if RNG.random() < 0.2:
        epochs = RNG.randint(2, 8)
        o.update(epochs=epochs, steps_per_epoch=total // epochs + 1)
        total = epochs * o["steps_per_epoch"]
    else:
        o["total_steps"] = total
    o["pct_start"] = one(0.3, 0.5, 0.1, 0.25, 0.9, 1.0, RNG.uniform(0.05, 0.95))
    if o["pct_start"] * total == 1:      # torch divides by zero
        o["pct_start"] = 0.4
    for key, value in (("anneal_strategy", one("cos", "linear")), ("three_phase", True), ("div_factor", one(2.0, 10.0, 100.0)),
                       ("final_div_factor", one(1.0, 100.0, 1e6)), ("base_momentum", 0.8), ("cycle_momentum", False)):
        if RNG.random() < 0.4:
            o[key] = value
    return o


def total_of(o):
    return o.get("total_steps") or o["epochs"] * o["steps_per_epoch"]


def random_plateau(n_groups):
    return {k: v for k, v in {
        "mode": one("min", "max"), "factor": one(0.1, 0.5, 0.9, 0.0, 1 / 3), "patience": one(0, 1, 2, 3, 5, 10),
        "threshold": one(1e-4, 0.0, 0.01, 0.1), "threshold_mode": one("rel", "abs"), "cooldown": one(0, 0, 1, 2, 5),
        "min_lr": one(0, 1e-3, 1e-5, [RNG.choice([0.0, 1e-4, 0.01]) for _ in range(n_groups)]), "eps": one(1e-8, 0.0, 1e-3, 0.05),
    }.items() if RNG.random() < 0.75}


def some_metrics(mode, n):
    sign = -1 if mode == "max" else 1
    shape = one("falling", "noisy", "flat", "negative", "steps", "rising")
    noise = lambda s: RNG.gauss(0, s)
    f = {"falling": lambda t: 2 * 0.9 ** t + 0.1, "noisy": lambda t: 1 / (1 + t / 5) + noise(0.1), "flat": lambda t: 1.0,
         "negative": lambda t: -1 - t / 20 + noise(0.3), "steps": lambda t: 1.0 - (t // 7) * 0.01, "rising": lambda t: 0.5 + t / 50}[shape]
    return [round(sign * f(t), 6) for t in range(n)]


def simple(name):
    """Options of a scheduler that may stand inside SequentialLR or ChainedScheduler."""
    return {
        "StepLR": lambda: {"step_size": RNG.randint(1, 12), "gamma": some_gamma()},
        "MultiStepLR": lambda: {"milestones": sorted(set(some_milestones(RNG.randint(1, 4), 25))), "gamma": some_gamma()},
        "ExponentialLR": lambda: {"gamma": some_gamma()},
        "ConstantLR": lambda: {"factor": one(0.1, 0.5, 1 / 3, 1.0, RNG.uniform(0.01, 1)), "total_iters": RNG.randint(1, 12)},
        "LinearLR": lambda: {"start_factor": one(0.1, 1 / 3, 0.5, 0.01, 1.0, RNG.uniform(0.01, 1)), "end_factor": one(1.0, 1.0, 0.1, 0.5),
                             "total_iters": RNG.randint(1, 15)},
        "PolynomialLR": lambda: {"total_iters": RNG.randint(1, 30), "power": one(1.0, 1.0, 2.0, 0.5, 0.9, 3.0)},
        "CosineAnnealingLR": lambda: {"T_max": RNG.randint(1, 30), "eta_min": one(0, 0.0, 1e-4, 0.001)},
        "CosineAnnealingWarmRestarts": lambda: {"T_0": RNG.randint(1, 12), "T_mult": one(1, 2, 3), "eta_min": one(0, 1e-4)},
        "LambdaLR": lambda: {"lr_lambda": one("1/(t+1)", "t<5?(t+1)/5:1", "t<20?1-t/20:0")},
        "MultiplicativeLR": lambda: {"lr_lambda": one("0.95", "t%10===0?0.3:1")},
    }[name]()


def nested(*names):
    return [{"name": n, "options": simple(n)} for n in names]


FIRST = ["LinearLR", "LinearLR", "ConstantLR", "StepLR", "ExponentialLR", "CosineAnnealingLR", "LambdaLR", "PolynomialLR", "MultiplicativeLR"]
LATER = ["StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR", "CosineAnnealingWarmRestarts", "PolynomialLR", "LinearLR", "LambdaLR", "ConstantLR"]
CHAIN = ["StepLR", "MultiStepLR", "ExponentialLR", "ConstantLR", "LinearLR", "PolynomialLR", "CosineAnnealingLR", "MultiplicativeLR"]


def random_sequential(n_groups):
    n = one(2, 2, 3)
    return {"schedulers": nested(one(*FIRST), *(one(*LATER) for _ in range(n - 1))), "milestones": sorted(RNG.sample(range(1, 40), n - 1))}


def random_chained(n_groups):
    return {"schedulers": nested(*(one(*CHAIN) for _ in range(one(2, 2, 3))))}


RANDOM = [  # name, options from the number of groups, how many, steps
    ("LambdaLR", random_lambda, 24, 60),
    ("MultiplicativeLR", random_lambda, 24, 60),
    ("StepLR", lambda g: {"step_size": RNG.randint(1, 40), "gamma": some_gamma()}, 50, 250),
    ("MultiStepLR", lambda g: {"milestones": some_milestones(RNG.randint(0, 6), 200), "gamma": some_gamma()}, 50, 250),
    ("ConstantLR", lambda g: simple("ConstantLR"), 30, 40),
    ("LinearLR", lambda g: dict(simple("LinearLR"), total_iters=RNG.randint(1, 60)), 40, 80),
    ("ExponentialLR", lambda g: simple("ExponentialLR"), 30, 60),
    ("PolynomialLR", lambda g: dict(simple("PolynomialLR"), power=one(1.0, 2.0, 0.5, 0.9, 3.0, RNG.uniform(0.1, 4))), 40, 40),
    ("CosineAnnealingLR", lambda g: dict(simple("CosineAnnealingLR"), T_max=RNG.randint(1, 50)), 40, 110),
    ("CosineAnnealingWarmRestarts", lambda g: simple("CosineAnnealingWarmRestarts"), 40, 70),
    ("CyclicLR", random_cyclic, 50, 60),
    ("OneCycleLR", random_onecycle, 50, None),
    ("ReduceLROnPlateau", random_plateau, 70, 80),
    ("SequentialLR", random_sequential, 70, 60),
    ("ChainedScheduler", random_chained, 50, 60),
]

# ---- hand-picked: name, lrs, options, steps, what is special ------------------------------------------------------

def seq(milestones, *parts):
    return {"schedulers": [{"name": n, "options": o} for n, o in parts], "milestones": milestones}


def chain(*parts):
    return {"schedulers": [{"name": n, "options": o} for n, o in parts]}


WARM = ("LinearLR", {"start_factor": 0.1, "total_iters": 5})
PICKED = [
    ("StepLR", [0.01], {"step_size": 15, "gamma": 0.5}, 50, "the page's default"),
    ("StepLR", [0.01], {"step_size": 10, "gamma": 0.1}, 50, "the tutorial's listing"),
    ("StepLR", [0.1], {"step_size": 30}, 100, "gamma by default"),
    ("StepLR", [0.1], {"step_size": 1, "gamma": 0.99}, 3000, "S 1"),
    ("StepLR", [0.1], {"step_size": 1, "gamma": 0.5}, 1200, "through the subnormal numbers to 0"),
    ("StepLR", [1e-300], {"step_size": 1, "gamma": 0.3}, 80, "subnormal"),
    ("StepLR", [5e-324, 1e-323], {"step_size": 2, "gamma": 0.5}, 10, "smallest subnormal: ties to even"),
    ("StepLR", [1e308], {"step_size": 1, "gamma": 1.01}, 40, "near the largest double"),
    ("StepLR", [0.1], {"step_size": 3, "gamma": 0.0}, 12, "gamma 0"),
    ("StepLR", [0.1], {"step_size": 3, "gamma": 1.0}, 12, "gamma 1"),
    ("StepLR", [0.1], {"step_size": 3, "gamma": 1.5}, 60, "gamma above 1"),
    ("StepLR", [0.0], {"step_size": 3, "gamma": 0.5}, 9, "lr 0"),
    ("StepLR", [0.1], {"step_size": 2 ** 32, "gamma": 0.1}, 20, "S 2^32"),
    ("StepLR", [0.1], {"step_size": 2 ** 53 - 1, "gamma": 0.1}, 20, "S 2^53-1"),
    ("StepLR", [0.1, 0.01, 1 / 3], {"step_size": 7, "gamma": 0.9}, 2000, "three groups"),
    ("StepLR", [0.1], {"step_size": 17, "gamma": 0.97}, 20000, "long"),
    ("StepLR", [0.3], {"step_size": 100, "gamma": 0.7}, 20000, "long"),
    ("MultiStepLR", [0.1], {"milestones": [30, 80]}, 100, "torch's example"),
    ("MultiStepLR", [0.1], {"milestones": []}, 10, "no milestone"),
    ("MultiStepLR", [0.1], {"milestones": [0]}, 5, "milestone 0 acts at construction"),
    ("MultiStepLR", [0.1], {"milestones": [0, 0, 3], "gamma": 0.5}, 8, "milestone 0 twice"),
    ("MultiStepLR", [0.1], {"milestones": [8, 3, 5], "gamma": 0.5}, 12, "unsorted"),
    ("MultiStepLR", [0.1], {"milestones": [4, 4], "gamma": 0.1}, 8, "a repeat is gamma ** 2"),
    ("MultiStepLR", [0.7], {"milestones": [4, 4, 4, 9, 9], "gamma": 0.3}, 12, "a repeat is gamma ** 3"),
    ("MultiStepLR", [0.1], {"milestones": [2 ** 32, 2 ** 53 - 1]}, 10, "far milestones"),
    ("MultiStepLR", [0.1, 0.2], {"milestones": [2], "gamma": 0.0}, 5, "gamma 0"),
    ("MultiStepLR", [0.1], {"milestones": list(range(1, 400, 3)), "gamma": 0.98}, 10000, "long"),
    ("ConstantLR", [0.05], {"factor": 0.5, "total_iters": 4}, 10, "torch's example"),
    ("ConstantLR", [0.1], {}, 10, "defaults"),
    ("ConstantLR", [0.1], {"factor": 1.0}, 10, "factor 1"),
    ("ConstantLR", [0.1], {"factor": 1 / 3, "total_iters": 1}, 6, "one epoch"),
    ("ConstantLR", [0.1, 0.7], {"factor": 0.1, "total_iters": 2500}, 5000, "long"),
    ("LinearLR", [0.05], {"start_factor": 0.5, "total_iters": 4}, 10, "torch's example"),
    ("LinearLR", [0.1], {}, 10, "defaults: start_factor 1/3"),
    ("LinearLR", [0.1], {"total_iters": 1}, 5, "one epoch"),
    ("LinearLR", [0.1], {"start_factor": 1.0, "end_factor": 1.0, "total_iters": 5}, 8, "constant"),
    ("LinearLR", [0.1], {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 5}, 8, "to 0"),
    ("LinearLR", [0.3], {"start_factor": 1e-6, "end_factor": 1.0, "total_iters": 50}, 60, "from nearly 0"),
    ("LinearLR", [0.1], {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 4000}, 5000, "long"),
    ("LinearLR", [0.1, 0.02], {"start_factor": 0.001, "end_factor": 1.0, "total_iters": 2000}, 2500, "long"),
    ("ExponentialLR", [0.1], {"gamma": 0.9}, 60, ""),
    ("ExponentialLR", [0.1], {"gamma": 0.0}, 4, "gamma 0"),
    ("ExponentialLR", [0.1], {"gamma": 1.0}, 4, "gamma 1"),
    ("ExponentialLR", [0.1], {"gamma": 1.1}, 60, "gamma above 1"),
    ("ExponentialLR", [0.1], {"gamma": 0.9}, 8000, "through the subnormal numbers; sticks at the smallest ones"),
    ("ExponentialLR", [0.1], {"gamma": 0.9995}, 20000, "long"),
    ("PolynomialLR", [0.001], {"total_iters": 4, "power": 1.0}, 8, "torch's example"),
    ("PolynomialLR", [0.1], {}, 8, "defaults"),
    ("PolynomialLR", [0.1], {"total_iters": 1, "power": 2.0}, 4, "one epoch"),
    ("PolynomialLR", [0.1], {"total_iters": 10, "power": 0.0}, 14, "power 0: 0 ** 0 is 1, it never falls"),
    ("PolynomialLR", [0.1], {"total_iters": 5000, "power": 1.0}, 5200, "long"),
    ("PolynomialLR", [0.1], {"total_iters": 1000, "power": 0.9}, 1100, "long"),
    ("CosineAnnealingLR", [0.1], {"T_max": 1}, 8, "T_max 1"),
    ("CosineAnnealingLR", [0.1], {"T_max": 1, "eta_min": 0.01}, 8, "T_max 1"),
    ("CosineAnnealingLR", [0.1], {"T_max": 2}, 14, "T_max 2"),
    ("CosineAnnealingLR", [0.1], {"T_max": 50}, 50, "usual"),
    ("CosineAnnealingLR", [0.1], {"T_max": 10, "eta_min": 0.001}, 65, "beyond T_max: rises again"),
    ("CosineAnnealingLR", [0.1], {"T_max": 10, "eta_min": 0.2}, 25, "eta_min above lr"),
    ("CosineAnnealingLR", [0.1, 0.3], {"T_max": 1000}, 1000, "long"),
    ("CosineAnnealingWarmRestarts", [0.1], {"T_0": 1}, 6, "T_0 1"),
    ("CosineAnnealingWarmRestarts", [0.1], {"T_0": 1, "T_mult": 3}, 130, "exact restarts at 1, 4, 13, 40, 121"),
    ("CosineAnnealingWarmRestarts", [0.1], {"T_0": 10, "T_mult": 3}, 45, "restarts at 10, 40"),
    ("CosineAnnealingWarmRestarts", [0.1], {"T_0": 5, "T_mult": 2, "eta_min": 0.001}, 80, "restarts at 5, 15, 35, 75"),
    ("CosineAnnealingWarmRestarts", [0.1], {"T_0": 7, "T_mult": 1}, 30, ""),
    ("CyclicLR", [0.5], {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 1}, 8, "step_size_up 1"),
    ("CyclicLR", [0.5], {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 5, "step_size_down": 2}, 30, "uneven"),
    ("CyclicLR", [0.5], {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 3, "step_size_down": 11, "mode": "triangular2"}, 60, "uneven"),
    ("CyclicLR", [0.5], {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "mode": "exp_range", "gamma": 0.99}, 60, "exp_range"),
    ("CyclicLR", [0.5], {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "mode": "exp_range"}, 30, "exp_range, gamma 1"),
    ("CyclicLR", [0.5, 0.5], {"base_lr": [0.01, 0.001], "max_lr": [0.1, 0.01], "step_size_up": 7, "base_momentum": [0.8, 0.7], "max_momentum": [0.9, 0.95]}, 40, "all per group"),
    ("CyclicLR", [0.5], {"base_lr": 0.1, "max_lr": 0.01, "step_size_up": 4}, 20, "max_lr below base_lr"),
    ("CyclicLR", [0.5], {"base_lr": 0.001, "max_lr": 0.1}, 9000, "defaults: 2000 up, 2000 down; long"),
    ("CyclicLR", [0.5], {"base_lr": 0.001, "max_lr": 0.1, "step_size_up": 37, "step_size_down": 91, "mode": "triangular2"}, 4000, "long"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 100}, 99, "defaults"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 100, "anneal_strategy": "linear"}, 99, "linear"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 100, "three_phase": True}, 99, "three phases"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 60, "three_phase": True, "pct_start": 0.45, "anneal_strategy": "linear"}, 59, "three phases, linear"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 20, "three_phase": True, "pct_start": 0.7}, 19, "three phases, the third is never reached"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "epochs": 5, "steps_per_epoch": 8}, 39, "epochs x steps_per_epoch"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 20, "pct_start": 1.0}, 19, "pct_start 1: only rises"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 20, "pct_start": 0.0}, 19, "odd: pct_start 0: max_lr is never reached, step 0 is 1/20 down"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 5, "pct_start": 0.1}, 4, "odd: pct_start x total below 1: starts part of the way down"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 1}, 0, "odd: one step: it is the last, at the lowest rate"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 2, "pct_start": 0.5001}, 1, "two steps"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 3000, "anneal_strategy": "linear"}, 2999, "long"),
    ("OneCycleLR", [0.5], {"max_lr": 0.1, "total_steps": 2000}, 1999, "long"),
    ("SequentialLR", [0.1], seq([5], WARM, ("StepLR", {"step_size": 10, "gamma": 0.5})), 60, "warm-up + StepLR"),
    ("SequentialLR", [0.1], seq([5], WARM, ("StepLR", {"step_size": 30})), 3000, "warm-up + StepLR, long"),
    ("SequentialLR", [0.1, 0.01], seq([5], WARM, ("MultiStepLR", {"milestones": [10, 20]})), 60, "warm-up + MultiStepLR"),
    ("SequentialLR", [0.1], seq([5], WARM, ("CosineAnnealingLR", {"T_max": 45})), 50, "warm-up + cosine"),
    ("SequentialLR", [0.1], seq([5], WARM, ("CosineAnnealingWarmRestarts", {"T_0": 10, "T_mult": 2})), 50, "warm-up + restarts"),
    ("SequentialLR", [0.1], seq([5], WARM, ("ExponentialLR", {"gamma": 0.97})), 2000, "warm-up + ExponentialLR"),
    ("SequentialLR", [1.0], seq([2], ("ConstantLR", {"factor": 0.1, "total_iters": 2}), ("ExponentialLR", {"gamma": 0.9})), 10, "torch's example"),
    ("SequentialLR", [0.1], seq([5, 30], WARM, ("ConstantLR", {"factor": 1.0, "total_iters": 25}), ("LinearLR", {"start_factor": 1.0, "end_factor": 0.01, "total_iters": 20})), 60, "warm-up, hold, decay"),
    ("SequentialLR", [0.1], seq([5, 25], WARM, ("StepLR", {"step_size": 7, "gamma": 0.5}), ("ExponentialLR", {"gamma": 0.8})), 40, "the third starts again from lr"),
    ("SequentialLR", [0.1], seq([4, 4], WARM, ("StepLR", {"step_size": 3}), ("ExponentialLR", {"gamma": 0.9})), 12, "equal milestones: the second is skipped"),
    ("SequentialLR", [0.1], seq([3], WARM, ("StepLR", {"step_size": 4})), 12, "switch before the warm-up has ended"),
    ("SequentialLR", [0.1], seq([4], ("LambdaLR", {"lr_lambda": "t<5?(t+1)/5:1"}), ("LambdaLR", {"lr_lambda": "1/(t+1)"})), 15, "lambdas"),
    ("SequentialLR", [0.1], seq([], ("StepLR", {"step_size": 3})), 12, "one part"),
    ("SequentialLR", [0.1], seq([100], WARM, ("StepLR", {"step_size": 3})), 20, "milestone beyond the run"),
    ("SequentialLR", [0.1], seq([5], WARM, ("MultiplicativeLR", {"lr_lambda": "0.95"})), 15, "odd: no closed form: goes on from the rate reached, not from lr"),
    ("SequentialLR", [0.1], seq([3], WARM, ("MultiplicativeLR", {"lr_lambda": "0.95"})), 15, "odd: no closed form: goes on from the rate reached, not from lr"),
    ("SequentialLR", [0.1], seq([3], WARM, ("MultiStepLR", {"milestones": [0, 5], "gamma": 0.5})), 15, "a milestone 0 inside the second part"),
    ("ChainedScheduler", [1.0], chain(("ConstantLR", {"factor": 0.1, "total_iters": 2}), ("ExponentialLR", {"gamma": 0.9})), 10, "torch's example"),
    ("ChainedScheduler", [0.1], chain(WARM, ("StepLR", {"step_size": 10, "gamma": 0.5})), 60, "warm-up x StepLR"),
    ("ChainedScheduler", [0.1], chain(WARM, ("StepLR", {"step_size": 30, "gamma": 0.3}), ("ExponentialLR", {"gamma": 0.999})), 3000, "three, long"),
    ("ChainedScheduler", [0.1], chain(("StepLR", {"step_size": 3})), 12, "one part"),
    ("ChainedScheduler", [0.1], chain(("StepLR", {"step_size": 3, "gamma": 0.5}), ("LambdaLR", {"lr_lambda": "1/(t+1)"})), 12, "odd: LambdaLR overwrites what came before it"),
    ("ChainedScheduler", [0.1], chain(("LambdaLR", {"lr_lambda": "1/(t+1)"}), ("StepLR", {"step_size": 3, "gamma": 0.5})), 12, "odd: StepLR acts on one epoch only, LambdaLR overwrites it at the next"),
    ("ChainedScheduler", [0.1], chain(("ConstantLR", {"factor": 0.5, "total_iters": 3}), ("CosineAnnealingLR", {"T_max": 20})), 30, "cosine after another"),
    ("ChainedScheduler", [0.1, 0.2], chain(("SequentialLR", seq([5], WARM, ("StepLR", {"step_size": 10, "gamma": 0.5}))), ("ExponentialLR", {"gamma": 0.95})), 40, "odd: SequentialLR first: at its milestone the closed form forgets the others' decay"),
]
TUTORIAL_METRICS = [1.0, 0.8, 0.7, 0.71, 0.72, 0.7, 0.7, 0.69, 0.6899999, 0.69, 0.69, 0.7, 0.69, 0.69, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
NEGATIVE = [-1.0, -1.00005, -0.99995, -1.2, -1.1999, -1.19, -1.2, -1.2, -1.3, -1.3, -1.3, -1.3, -1.3, -1.3]
PICKED_PLATEAU = [
    ([0.1], {"patience": 2}, TUTORIAL_METRICS, ""),
    ([0.1], {}, [1.0] * 60, "defaults: cut after 11 bad epochs"),
    ([0.1], {"patience": 0}, TUTORIAL_METRICS, "patience 0"),
    ([0.1], {"patience": 0, "threshold": 0.0, "factor": 0.5}, [1.0, 1.0, 0.5, 0.5, 0.5], "equal is not better"),
    ([0.1], {"patience": 1, "cooldown": 3, "factor": 0.5}, [1.0] * 20, "cooldown"),
    ([0.1], {"patience": 0, "cooldown": 1, "factor": 0.5}, [1.0, 1.0, 0.5, 0.5, 0.5, 0.6, 0.4, 0.4], "best moves during cooldown"),
    ([0.1, 0.01], {"patience": 0, "factor": 0.1, "min_lr": [0.001, 0.005]}, [1.0] * 8, "min_lr per group"),
    ([0.1], {"patience": 0, "factor": 0.1, "eps": 0.0}, [1.0] * 400, "eps 0: to the smallest numbers"),
    ([0.1], {"patience": 0, "factor": 0.1}, [1.0] * 20, "eps 1e-8 stops the cuts near 1e-8"),
    ([0.1], {"patience": 0, "factor": 0.0}, [1.0] * 4, "factor 0"),
    ([0.1], {"patience": 0, "factor": 0.5, "min_lr": 0.2}, [1.0] * 4, "min_lr above lr changes nothing"),
    ([0.1], {"mode": "max", "patience": 1}, [-m for m in TUTORIAL_METRICS], "max, negative metrics"),
    ([0.1], {"mode": "max", "patience": 1}, [1 - m for m in TUTORIAL_METRICS], "max"),
    ([0.1], {"mode": "max", "patience": 0, "threshold_mode": "abs", "threshold": 0.1}, [0.1, 0.2, 0.30001, 0.3, 0.5, 0.6, 0.7], "max, abs"),
    ([0.1], {"patience": 0, "threshold_mode": "abs", "threshold": 0.1}, [1.0, 0.9, 0.8, 0.69, 0.6, 0.5], "min, abs"),
    ([0.1], {"patience": 0}, NEGATIVE, "odd: rel with negative metrics: slightly worse counts as better"),
    ([0.1], {"patience": 1, "threshold": 0.1}, NEGATIVE, "odd: rel with negative metrics"),
    ([0.1], {"patience": 0}, [0.0, 0.0, -1e-9, 0.0], "zero"),
    ([0.1], {"patience": 5, "factor": 0.5}, [round(1 / (1 + t / 100) + 0.01 * (t % 7), 6) for t in range(2000)], "long"),
]


# ---- running them ------------------------------------------------------------------------------------------------

def cases():
    for name, lrs, options, steps, note in PICKED:
        for optimizer in ("SGD", "Adam") if name == "OneCycleLR" else ("SGD", "RMSprop") if name == "CyclicLR" and steps < 100 else ("SGD",):
            yield name, lrs, options, steps, note, optimizer, None
    for lrs, options, metrics, note in PICKED_PLATEAU:
        yield "ReduceLROnPlateau", lrs, options, len(metrics), note, "SGD", metrics
    for name, make, count, steps in RANDOM:
        for _ in range(count):
            lrs = some_lrs()
            options = make(len(lrs))
            n = steps if steps else total_of(options) - 1
            metrics = some_metrics(options.get("mode", "min"), n) if name == "ReduceLROnPlateau" else None
            optimizer = one("SGD", "Adam", "RMSprop") if name == "OneCycleLR" else one("SGD", "RMSprop") if name == "CyclicLR" else "SGD"
            yield name, lrs, options, n, "random", optimizer, metrics


def play(name, lrs, options, steps, kind, metrics):
    """Rates and momenta after construction and after each step: two lists of per-group lists."""
    optimizer = make_optimizer(kind, lrs)
    scheduler = make_scheduler(optimizer, name, options)
    seen, momentum = [rates(optimizer)], [momenta(optimizer)]
    for t in range(steps):
        optimizer.step()
        scheduler.step(metrics[t]) if metrics else scheduler.step()
        last = scheduler._last_lr if metrics else scheduler.get_last_lr()
        assert last == rates(optimizer), (name, options, t)
        seen.append(rates(optimizer))
        momentum.append(momenta(optimizer))
    return seen, momentum


def fnv1a(rows):
    """32-bit FNV-1a over the little-endian bytes of all rates, epoch by epoch, group by group."""
    h = 0x811C9DC5
    for row in rows:
        for byte in struct.pack("<%dd" % len(row), *row):
            h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h


def line(number, name, lrs, options, steps, note, kind, metrics):
    seen, momentum = play(name, lrs, options, steps, kind, metrics)
    if min(map(min, seen)) < 0:
        note += "; odd: a rate below 0"     # cosine chained with others: see README
    cycled = name in ("CyclicLR", "OneCycleLR") and options.get("cycle_momentum", True)
    out = {"id": "%s-%d" % (name, number), "note": note, "name": name, "lrs": lrs, "options": options, "optimizer": kind, "steps": steps,
           "compare": "peak" if uses_cos_or_pow(name, options) else "bits", "peak": max(map(max, seen))}
    if metrics:
        out["metrics"] = metrics
    changes = sum(len(run_lengths(g)) for g in zip(*seen))
    if changes > LONG:
        out["every"] = 1 + changes // 300
        out["fnv1a"] = fnv1a(seen)
    every = out.get("every", 1)
    out["rates"] = [run_lengths(g) for g in zip(*seen[::every])]
    if cycled:
        out["momenta"] = [run_lengths(g) for g in zip(*momentum[::every])]
    return out


def main():
    numbers = Counter()
    with open(os.path.join(HERE, "schedules.jsonl"), "w") as f:
        for case in cases():
            numbers[case[0]] += 1
            f.write(json.dumps(line(numbers[case[0]], *case), separators=(",", ":"), allow_nan=False) + "\n")
    print(sum(numbers.values()), "configurations:", dict(numbers))


if __name__ == "__main__":
    main()
