#!/usr/bin/python3
"""Prints what torch 1.13.1 does in the odd places that README.md lists. Each line is run, nothing is quoted from memory.

    /usr/bin/python3 oddities.py
"""
import json
import math
import random
import types

from common import from_json, make_optimizer, make_scheduler, rates, torch_lr
from make_schedules import WARM, chain, seq


def play(name, lr=0.1, steps=8, kind="SGD", metrics=None, closed=False, **options):
    """Rates of group 0 (with the closed form where asked), or the error and the step at which it came."""
    out, t = [], 0
    try:
        optimizer = make_optimizer(kind, [lr])
        scheduler = make_scheduler(optimizer, name, options)
        out.append(scheduler._get_closed_form_lr()[0] if closed else rates(optimizer)[0])
        for t in range(1, steps + 1):
            optimizer.step()
            scheduler.step(metrics[t - 1]) if metrics else scheduler.step()
            out.append(scheduler._get_closed_form_lr()[0] if closed else rates(optimizer)[0])
    except Exception as error:
        out.append("%s at step %d: %s" % (type(error).__name__, t, str(error)[:110]))
    return out


def dump(name, kind="SGD", **options):
    try:
        return json.dumps(make_scheduler(make_optimizer(kind, [0.1]), name, options).state_dict())
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def loaded(change, name, lr, t, steps, **options):
    """Rates after a dump of epoch t went through JSON and `change` and into new objects."""
    def make():
        o = make_optimizer("SGD", [lr])
        return o, make_scheduler(o, name, options)
    plateau = name == "ReduceLROnPlateau"
    o, s = make()
    for _ in range(t):
        o.step(), s.step(1.0) if plateau else s.step()
    o2, s2 = make()
    try:
        s2.load_state_dict(change(json.loads(json.dumps(s.state_dict()))))
        o2.param_groups[0]["lr"] = o.param_groups[0]["lr"]
        out = []
        for _ in range(steps):
            o2.step(), s2.step(1.0) if plateau else s2.step()
            out += rates(o2)
        return out
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def restart_by_epoch(T_0, T_mult, epoch):
    o = make_optimizer("SGD", [0.1])
    s = make_scheduler(o, "CosineAnnealingWarmRestarts", {"T_0": T_0, "T_mult": T_mult})
    s.step(epoch)
    by_epoch = rates(o)[0]
    return "step(%d): %r, T_cur %r, T_i %r; chained: %r" % (
        epoch, by_epoch, s.T_cur, s.T_i, play("CosineAnnealingWarmRestarts", steps=epoch, T_0=T_0, T_mult=T_mult)[-1])


def resume(name, last_epoch, lr, initial_lr=0.1, **options):
    """lr is the group's rate at last_epoch."""
    o = make_optimizer("SGD", [lr])
    if initial_lr:
        o.param_groups[0]["initial_lr"] = initial_lr
    try:
        s = make_scheduler(o, name, dict(options, last_epoch=last_epoch))
        return "stands at %d with %r" % (s.last_epoch, rates(o)[0])
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def nudged(x):
    """cos, one ulp up or down by the toss of a coin."""
    c = math.cos(x)
    return c if abs(c) == 1 else math.nextafter(c, random.choice([-2, 2]))


def cosine_sensitivity():
    def run(T, cos):
        torch_lr.math = types.SimpleNamespace(cos=cos, pi=math.pi)
        out = play("CosineAnnealingLR", lr=1.0, steps=2 * T, T_max=T)
        torch_lr.math = math
        return out
    for T in (50, 100, 200, 1000, 10000):
        a, b = run(T, math.cos), run(T, nudged)
        yield "T_max %d: to T_max %.1e, to 2 T_max %.1e" % (T, max(abs(p - q) for p, q in zip(a[:T + 1], b)), max(abs(p - q) for p, q in zip(a, b)))


def show(title, *rows):
    print("\n" + title)
    for r in rows:
        print("   ", r)


P = play
show("StepLR", P("StepLR", steps=4, step_size=0), P("StepLR", steps=4, step_size=-1, gamma=0.5), P("StepLR", steps=6, step_size=2.5, gamma=0.5),
     P("StepLR", steps=4, step_size=float("nan")), P("StepLR", steps=2, step_size="3"), P("StepLR", steps=3, step_size=1, gamma=-0.5))
show("StepLR lr 0.01 S 10 gamma 0.1, t 0 10 20 30: chained, closed", P("StepLR", lr=0.01, steps=30, step_size=10)[::10], P("StepLR", lr=0.01, steps=30, closed=True, step_size=10)[::10])
show("MultiStepLR", P("MultiStepLR", steps=5, milestones=[2.5]), P("MultiStepLR", steps=3, milestones="25"), P("MultiStepLR", steps=3, milestones=[0]),
     P("MultiStepLR", steps=3, milestones=[-1]), "closed form of [-1]: %r" % P("MultiStepLR", steps=3, closed=True, milestones=[-1]),
     "closed form of [0]: %r" % P("MultiStepLR", steps=3, closed=True, milestones=[0]), "repeats: 0.3 ** 3 = %r, 0.3*0.3*0.3 = %r" % (0.3 ** 3, 0.3 * 0.3 * 0.3))
show("ConstantLR", P("ConstantLR", steps=6, factor=0), P("ConstantLR", steps=4, total_iters=0), "closed: %r" % P("ConstantLR", steps=4, closed=True, total_iters=0),
     "factor 1/3, 3 groups of rates after the end: %r" % [P("ConstantLR", lr=v, steps=5)[-1] for v in (0.1, 0.7, 1.0)])
show("LinearLR", P("LinearLR", steps=4, total_iters=0), P("LinearLR", steps=4, closed=True, total_iters=0), P("LinearLR", steps=4, start_factor=0, total_iters=4),
     P("LinearLR", steps=4, start_factor=0.0, end_factor=1.0, total_iters=2), P("LinearLR", steps=7, start_factor=1.0, end_factor=0.0, total_iters=5),
     P("LinearLR", steps=2, start_factor=1.5), "after the warm-up 1/3 -> 1: %r" % P("LinearLR", steps=6)[-1])
show("PolynomialLR", P("PolynomialLR", steps=4, total_iters=0), P("PolynomialLR", steps=4, closed=True, total_iters=0), P("PolynomialLR", steps=5, total_iters=4),
     P("PolynomialLR", steps=5, closed=True, total_iters=4), "power 0: %r" % P("PolynomialLR", steps=5, total_iters=4, power=0.0))
show("CosineAnnealingLR", P("CosineAnnealingLR", steps=2, T_max=0), P("CosineAnnealingLR", steps=5, T_max=1), P("CosineAnnealingLR", steps=3, T_max=-5),
     "T_max 3, t 0..7: %r" % P("CosineAnnealingLR", steps=7, T_max=3))
show("CosineAnnealingLR: how far +-1 ulp in cos moves the chained rate (peak 1)", *cosine_sensitivity())
show("CosineAnnealingWarmRestarts", restart_by_epoch(1, 3, 121), restart_by_epoch(10, 3, 1210), restart_by_epoch(1, 10, 111), restart_by_epoch(5, 2, 75),
     P("CosineAnnealingWarmRestarts", steps=2, T_0=0), P("CosineAnnealingWarmRestarts", steps=2, T_0=2.0), "last_epoch 7, T_0 5: " + resume("CosineAnnealingWarmRestarts", 7, 0.05, T_0=5),
     "uninterrupted epoch 8: %r" % P("CosineAnnealingWarmRestarts", steps=8, T_0=5)[8])
show("CyclicLR", P("CyclicLR", steps=3, base_lr=0.01, max_lr=0.1, step_size_up=0), P("CyclicLR", steps=4, base_lr=0.01, max_lr=0.1, step_size_up=2, step_size_down=0),
     "Adam: %r" % P("CyclicLR", steps=3, kind="Adam", base_lr=0.01, max_lr=0.1), "Adam without momentum: %r" % P("CyclicLR", steps=2, kind="Adam", base_lr=0.01, max_lr=0.1, step_size_up=2, cycle_momentum=False))
o = make_optimizer("SGD", [0.5]); a = make_scheduler(o, "StepLR", {"step_size": 5}); c = make_scheduler(o, "CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4})
show("CyclicLR on an optimizer that has initial_lr 0.5: first rate, then", rates(o), [(o.step(), c.step(), rates(o)[0])[2] for _ in range(2)])
show("OneCycleLR", P("OneCycleLR", steps=11, max_lr=0.1, total_steps=10)[8:], P("OneCycleLR", steps=2, max_lr=0.1, total_steps=10, pct_start=0.1),
     P("OneCycleLR", steps=2, max_lr=0.1, total_steps=10, pct_start=1), P("OneCycleLR", steps=2, max_lr=0.1, total_steps=10, pct_start=0.0),
     P("OneCycleLR", steps=9, max_lr=0.1, total_steps=10, pct_start=1.0)[-2:], P("OneCycleLR", steps=0, max_lr=0.1, total_steps=1), P("OneCycleLR", steps=0, max_lr=0.1, total_steps=0),
     "linear, one past the end: %r" % P("OneCycleLR", steps=10, max_lr=0.1, total_steps=10, anneal_strategy="linear")[-2:], "epochs alone: %r" % P("OneCycleLR", max_lr=0.1, epochs=3))
show("ReduceLROnPlateau", P("ReduceLROnPlateau", steps=3, metrics=[1.0] * 3, factor=-1, patience=0, min_lr=0.01), P("ReduceLROnPlateau", steps=4, metrics=[1.0] * 4, patience=-1, factor=0.5),
     "NaN metric: %r" % P("ReduceLROnPlateau", steps=4, metrics=[float("nan")] * 4, patience=1, factor=0.5), "factor 1: %r" % P("ReduceLROnPlateau", metrics=[1], factor=1.0),
     "best -1, then -0.99995, min rel: %r" % P("ReduceLROnPlateau", steps=3, metrics=[-1.0, -0.99995, -0.9999], patience=0),
     "has _last_lr before the first step: %r" % hasattr(make_scheduler(make_optimizer("SGD", [0.1]), "ReduceLROnPlateau", {}), "_last_lr"),
     "has get_last_lr: %r" % hasattr(torch_lr.ReduceLROnPlateau, "get_last_lr"),
     "min_lr above lr: %r" % P("ReduceLROnPlateau", steps=3, metrics=[1.0] * 3, patience=0, min_lr=0.2))
HALF = ("ConstantLR", {"factor": 0.5, "total_iters": 3})
EXP = ("ExponentialLR", {"gamma": 0.9})
STEP = ("StepLR", {"step_size": 2, "gamma": 0.5})
show("SequentialLR, milestone 0", P("SequentialLR", steps=5, **seq([0], HALF, EXP)), P("SequentialLR", steps=5, **seq([0], WARM, STEP)), P("SequentialLR", steps=5, **seq([0, 2], WARM, STEP, EXP)))
show("SequentialLR, milestone 1, 2", P("SequentialLR", steps=5, **seq([1], HALF, EXP)), P("SequentialLR", steps=5, **seq([2], HALF, EXP)))
show("SequentialLR, equal and unsorted milestones", P("SequentialLR", steps=6, **seq([2, 2], HALF, STEP, EXP)), P("SequentialLR", steps=8, **seq([5, 2], HALF, STEP, EXP)))
show("SequentialLR: MultiplicativeLR second; LambdaLR second", P("SequentialLR", steps=5, **seq([2], HALF, ("MultiplicativeLR", {"lr_lambda": "0.95"}))), P("SequentialLR", steps=5, **seq([2], HALF, ("LambdaLR", {"lr_lambda": "1/(t+1)"}))))
show("SequentialLR: MultiStepLR [0, 2] second", P("SequentialLR", steps=6, **seq([2], HALF, ("MultiStepLR", {"milestones": [0, 2], "gamma": 0.5}))))
show("SequentialLR: plateau second, first", P("SequentialLR", steps=4, **seq([2], HALF, ("ReduceLROnPlateau", {}))), P("SequentialLR", steps=4, **seq([2], ("ReduceLROnPlateau", {}), HALF)))
show("SequentialLR: OneCycleLR second (max_lr 0.2); CyclicLR second (0.01 to 0.1), first", P("SequentialLR", steps=5, **seq([2], HALF, ("OneCycleLR", {"max_lr": 0.2, "total_steps": 10}))),
     P("SequentialLR", steps=6, **seq([2], HALF, ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 2}))), P("SequentialLR", steps=6, **seq([3], ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 2}), EXP)))
show("SequentialLR inside SequentialLR: first, second; ChainedScheduler inside: first, second",
     P("SequentialLR", steps=6, **seq([4], ("SequentialLR", seq([2], HALF, EXP)), STEP)), P("SequentialLR", steps=4, **seq([2], HALF, ("SequentialLR", seq([2], EXP, STEP)))),
     P("SequentialLR", steps=4, **seq([2], ("ChainedScheduler", chain(HALF, EXP)), STEP)), P("SequentialLR", steps=4, **seq([2], HALF, ("ChainedScheduler", chain(EXP, STEP)))))
show("SequentialLR in ChainedScheduler: first, second", P("ChainedScheduler", steps=5, **chain(("SequentialLR", seq([3], HALF, STEP)), EXP)), P("ChainedScheduler", steps=5, **chain(EXP, ("SequentialLR", seq([3], HALF, STEP)))))
show("ChainedScheduler", "plateau inside: %r" % P("ChainedScheduler", steps=2, **chain(STEP, ("ReduceLROnPlateau", {}))), "two cosines: %r" % P("ChainedScheduler", steps=9, **chain(("CosineAnnealingLR", {"T_max": 3}), ("CosineAnnealingLR", {"T_max": 4}))),
     "cosine eta_min 0.01 after constant 0.01: %r" % P("ChainedScheduler", steps=5, **chain(("ConstantLR", {"factor": 0.05, "total_iters": 3}), ("CosineAnnealingLR", {"T_max": 4, "eta_min": 0.01}))),
     "one-cycle after step: %r" % P("ChainedScheduler", steps=3, **chain(STEP, ("OneCycleLR", {"max_lr": 0.2, "total_steps": 10}))))
show("ChainedScheduler: last_epoch, empty list", hasattr(make_scheduler(make_optimizer("SGD", [0.1]), "ChainedScheduler", chain(EXP)), "last_epoch"), P("ChainedScheduler", schedulers=[]))
show("last_epoch=2 with the group at lr 0.05, initial_lr 0.1: each constructor makes one step", *("%s %s" % (n, resume(n, 2, 0.05, **o)) for n, o in (
    ("StepLR", {"step_size": 3, "gamma": 0.5}), ("StepLR", {"step_size": 4, "gamma": 0.5}), ("ExponentialLR", {"gamma": 0.5}), ("LinearLR", {}), ("ConstantLR", {"total_iters": 3}), ("PolynomialLR", {}),
    ("CosineAnnealingLR", {"T_max": 10}), ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4}), ("OneCycleLR", {"max_lr": 0.1, "total_steps": 10}))))
resumed = seq([5], ("LinearLR", dict(WARM[1], last_epoch=2)), ("StepLR", {"step_size": 3, "last_epoch": 2}))
show("SequentialLR(last_epoch=2) on parts built with last_epoch=2, milestones [5]; uninterrupted epochs 3, 4", resume("SequentialLR", 2, 0.064, **resumed),
     P("SequentialLR", steps=4, **seq([5], WARM, ("StepLR", {"step_size": 3})))[3:])
show("state_dict as JSON", "CyclicLR: " + dump("CyclicLR", base_lr=0.01, max_lr=0.1), "OneCycleLR: " + dump("OneCycleLR", max_lr=0.1, total_steps=9),
     "SequentialLR with OneCycleLR: " + dump("SequentialLR", **seq([2], HALF, ("OneCycleLR", {"max_lr": 0.2, "total_steps": 10}))), "LambdaLR: " + dump("LambdaLR", lr_lambda="1"), "plateau: " + dump("ReduceLROnPlateau"), "MultiStepLR: " + dump("MultiStepLR", milestones=[3, 3, 5]))
class Halving:
    def __init__(self): self.by = 0.5
    def __call__(self, t): return self.by ** t
o = make_optimizer("SGD", [0.1])
show("LambdaLR with a callable object", json.dumps(torch_lr.LambdaLR(o, Halving()).state_dict()))
show("MultiStepLR [3], dump of epoch 1 loaded: keys as JSON gives them; as ints", loaded(lambda s: s, "MultiStepLR", 0.1, 1, 4, milestones=[3]), loaded(from_json, "MultiStepLR", 0.1, 1, 4, milestones=[3]))
show("plateau, dump of epoch 0 loaded: best null; made infinite", loaded(lambda s: dict(s, best=None), "ReduceLROnPlateau", 0.1, 0, 3, patience=0), loaded(lambda s: from_json(dict(s, best=None)), "ReduceLROnPlateau", 0.1, 0, 3, patience=0))
show("loading a misspelt key, a StepLR's state into ExponentialLR: taken silently", loaded(lambda s: {"gama": 0.5}, "StepLR", 0.1, 2, 3, step_size=3),
     loaded(lambda s: {"step_size": 3, "gamma": 0.1, "last_epoch": 5}, "ExponentialLR", 0.1, 2, 3, gamma=0.9))
show("last_epoch=4 without initial_lr", resume("StepLR", 4, 0.1, initial_lr=None, step_size=3))
