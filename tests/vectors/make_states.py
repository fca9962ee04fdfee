#!/usr/bin/python3
"""Writes states.jsonl: state_dict() of torch's schedulers as Python's json writes it, and what follows after loading.

    /usr/bin/python3 make_states.py

Each line holds one dump. It was loaded into a freshly built torch scheduler and optimizer (fields of the groups restored),
which has to give the rates of the uninterrupted run, or the script stops. README.md says what the fields mean.
"""
import json
import os

from common import from_json, group_fields, make_optimizer, make_scheduler, rates, restore, uses_cos_or_pow
from make_schedules import NEGATIVE, TUTORIAL_METRICS, WARM, chain, seq

HERE = os.path.dirname(os.path.abspath(__file__))
NEXT = 20
LONG_METRICS = [round(1 / (1 + t / 4) + 0.05 * (t % 3), 6) for t in range(60)]

CASES = [  # name, lrs, options, dumped after so many steps, metrics
    ("StepLR", [0.01], {"step_size": 10}, [0, 1, 9, 10, 11, 25]),
    ("StepLR", [0.1, 0.01, 1 / 3], {"step_size": 3, "gamma": 0.7}, [0, 2, 3, 40]),
    ("StepLR", [0.1], {"step_size": 2, "gamma": 0.0}, [0, 2, 3]),
    ("MultiStepLR", [0.1], {"milestones": [30, 80]}, [0, 15, 29, 30, 80, 90]),
    ("MultiStepLR", [0.1, 0.3], {"milestones": [8, 3, 5, 5], "gamma": 0.5}, [0, 3, 4, 5, 9]),
    ("MultiStepLR", [0.1], {"milestones": []}, [0, 3]),
    ("MultiStepLR", [0.1], {"milestones": [0, 4], "gamma": 0.5}, [0, 4]),
    ("ConstantLR", [0.1], {}, [0, 2, 4, 5, 6]),
    ("ConstantLR", [0.1, 0.2], {"factor": 0.25, "total_iters": 8}, [0, 7, 8, 12]),
    ("LinearLR", [0.1], {}, [0, 2, 4, 5, 6]),
    ("LinearLR", [0.1, 0.2], {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 12}, [0, 6, 11, 12, 13]),
    ("ExponentialLR", [0.1], {"gamma": 0.9}, [0, 1, 50]),
    ("ExponentialLR", [0.1, 0.02], {"gamma": 1.1}, [0, 7]),
    ("PolynomialLR", [0.1], {"total_iters": 10}, [0, 5, 9, 10, 12]),
    ("PolynomialLR", [0.1, 0.3], {"total_iters": 30, "power": 2.0}, [0, 15, 29, 30]),
    ("CosineAnnealingLR", [0.1], {"T_max": 20}, [0, 1, 10, 19, 20, 21, 40]),
    ("CosineAnnealingLR", [0.1, 0.3], {"T_max": 7, "eta_min": 0.001}, [0, 7, 8]),
    ("CosineAnnealingWarmRestarts", [0.1], {"T_0": 5}, [0, 3, 4, 5]),
    ("CosineAnnealingWarmRestarts", [0.1, 0.2], {"T_0": 3, "T_mult": 2, "eta_min": 0.001}, [0, 2, 3, 8, 9, 20]),
    ("CosineAnnealingWarmRestarts", [0.1], {"T_0": 1, "T_mult": 3}, [0, 1, 4, 13, 40]),
    ("LambdaLR", [0.1], {"lr_lambda": "1/(t+1)"}, [0, 5]),
    ("LambdaLR", [0.1, 0.2], {"lr_lambda": ["1/(t+1)", "t<20?1-t/20:0"]}, [0, 5, 20]),
    ("MultiplicativeLR", [0.1], {"lr_lambda": "0.95"}, [0, 5]),
    ("MultiplicativeLR", [0.1, 0.2], {"lr_lambda": ["0.95", "t%10===0?0.3:1"]}, [0, 9, 10]),
    ("SequentialLR", [0.1], seq([5], WARM, ("StepLR", {"step_size": 10, "gamma": 0.5})), [0, 1, 4, 5, 6, 15]),
    ("SequentialLR", [0.1, 0.01], seq([5], WARM, ("MultiStepLR", {"milestones": [3, 9]})), [0, 4, 5, 8]),
    ("SequentialLR", [0.1], seq([5], WARM, ("CosineAnnealingLR", {"T_max": 20})), [0, 4, 5, 12]),
    ("SequentialLR", [0.1], seq([5], WARM, ("CosineAnnealingWarmRestarts", {"T_0": 6, "T_mult": 2})), [0, 4, 5, 12]),
    ("SequentialLR", [0.1], seq([4, 12], WARM, ("StepLR", {"step_size": 3}), ("ExponentialLR", {"gamma": 0.9})), [0, 4, 11, 12, 20]),
    ("SequentialLR", [0.1], seq([4], ("LambdaLR", {"lr_lambda": "t<5?(t+1)/5:1"}), ("PolynomialLR", {"total_iters": 10})), [0, 4, 9]),
    ("ChainedScheduler", [0.1], chain(WARM, ("StepLR", {"step_size": 10, "gamma": 0.5})), [0, 1, 5, 10]),
    ("ChainedScheduler", [0.1, 0.2], chain(("ConstantLR", {"factor": 0.5, "total_iters": 3}), ("ExponentialLR", {"gamma": 0.9}), ("MultiStepLR", {"milestones": [6]})), [0, 3, 6]),
    ("ChainedScheduler", [0.1], chain(("SequentialLR", seq([5], WARM, ("StepLR", {"step_size": 4}))), ("ExponentialLR", {"gamma": 0.95})), [0, 4, 5, 9]),
    ("ReduceLROnPlateau", [0.1], {"patience": 2}, [0, 1, 3, 5, 10], TUTORIAL_METRICS * 3),
    ("ReduceLROnPlateau", [0.1, 0.01], {"patience": 1, "factor": 0.5, "cooldown": 2, "min_lr": [0.001, 0.004]}, [0, 1, 4, 5, 9, 20], LONG_METRICS),
    ("ReduceLROnPlateau", [0.1], {"mode": "max", "patience": 0, "threshold": 0.01, "threshold_mode": "abs"}, [0, 2, 7], [-m for m in LONG_METRICS]),
    ("ReduceLROnPlateau", [0.1], {"patience": 0}, [0, 3, 6], NEGATIVE * 3),
]


def uninterrupted(name, lrs, options, steps, metrics):
    """Yields (t, optimizer, scheduler) after construction and after each step."""
    optimizer = make_optimizer("SGD", lrs)
    scheduler = make_scheduler(optimizer, name, options)
    yield 0, optimizer, scheduler
    for t in range(steps):
        optimizer.step()
        scheduler.step(metrics[t]) if metrics else scheduler.step()
        yield t + 1, optimizer, scheduler


def after_loading(name, lrs, options, fields, dump, metrics):
    """The NEXT rates of new objects that were given the dump: what a person does who resumes."""
    optimizer = make_optimizer("SGD", lrs)
    scheduler = make_scheduler(optimizer, name, options)
    restore(optimizer, fields)
    scheduler.load_state_dict(from_json(json.loads(dump)))
    out = []
    for i in range(NEXT):
        optimizer.step()
        scheduler.step(metrics[i]) if metrics else scheduler.step()
        out.append(rates(optimizer))
    return out


def lines():
    for name, lrs, options, dumped, *metrics in CASES:
        metrics = metrics[0] if metrics else None
        run = [(rates(o), group_fields(o), json.dumps(s.state_dict())) for t, o, s in uninterrupted(name, lrs, options, max(dumped) + NEXT, metrics)]
        for t in dumped:
            now, fields, dump = run[t]
            coming = metrics and metrics[t:t + NEXT]
            following = [r[0] for r in run[t + 1:t + 1 + NEXT]]
            loaded = after_loading(name, lrs, options, fields, dump, coming)
            assert loaded == following, (name, options, t)
            out = {"name": name, "lrs": lrs, "options": options, "t": t, "compare": "peak" if uses_cos_or_pow(name, options) else "bits",
                   "peak": max(max(map(max, following)), max(lrs)), "dump": dump, "groups": fields, "rates": now, "next": following}
            if metrics:
                out["metrics"] = coming
            yield out


def main():
    n = 0
    with open(os.path.join(HERE, "states.jsonl"), "w") as f:
        for n, out in enumerate(lines(), 1):
            f.write(json.dumps(dict({"id": "%s-t%d-%d" % (out["name"], out["t"], n)}, **out), separators=(",", ":"), allow_nan=False) + "\n")
    print(n, "states of", len(CASES), "configurations")


if __name__ == "__main__":
    main()
