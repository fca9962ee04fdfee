#!/usr/bin/python3
"""Loads state dumps of step-decay into torch and compares the rates that follow. Run by hand where torch is installed:

    node dump-states.mjs | /usr/bin/python3 load_in_torch.py
    /usr/bin/python3 load_in_torch.py --self-test          (torch's own dumps, made strict JSON as ours are)

Standard input has one JSON object a line:

    {"name": "StepLR", "lrs": [0.1], "options": {"step_size": 10},         as in schedules.jsonl
     "state": {...},                                                       stateDict()
     "optimizer": [{"lr": 0.01, "initial_lr": 0.1}],                       each group's fields at that moment
     "expect": [[0.01], [0.01], ...],                                      the rates after each further step()
     "metrics": [...]}                                                     for ReduceLROnPlateau, one for each of them

The rates have to be equal bit for bit, or within 1e-12 x the largest of them where cos or pow occur. Exit status 1 on any mismatch.
Two lines of common.from_json are needed on torch's side: milestone keys become ints, a null `best` becomes infinite.
"""
import json
import os
import sys
from collections import Counter

from common import from_json, make_optimizer, make_scheduler, rates, restore, uses_cos_or_pow

NOT_LOADED = {"CyclicLR", "OneCycleLR"}     # torch 1.13 cannot write these as JSON
HERE = os.path.dirname(os.path.abspath(__file__))


def kinds(name, options):
    return {name}.union(*(kinds(s["name"], s["options"]) for s in options.get("schedulers", [])))


def mismatch(line):
    """None, or a sentence about the first rate that is wrong."""
    name, options, expect, metrics = line["name"], line["options"], line["expect"], line.get("metrics")
    optimizer = make_optimizer("Adam" if "betas" in line["optimizer"][0] else "SGD", line["lrs"])
    scheduler = make_scheduler(optimizer, name, options)
    restore(optimizer, line["optimizer"])
    scheduler.load_state_dict(from_json(line["state"]))
    allowed = 1e-12 * max(map(max, expect + [line["lrs"]])) if uses_cos_or_pow(name, options) else 0
    for i, wanted in enumerate(expect):
        optimizer.step()
        scheduler.step(metrics[i]) if metrics else scheduler.step()
        got = rates(optimizer)
        if len(got) != len(wanted) or not all(abs(g - w) <= allowed for g, w in zip(got, wanted)):
            return "%d steps after loading: torch %r, expected %r, allowed %g" % (i + 1, got, wanted, allowed)


def self_test():
    """Torch's own dumps with null for what strict JSON cannot hold, and without what a dump may omit."""
    def strict(value):
        if isinstance(value, dict):
            return {k: strict(v) for k, v in value.items() if k not in ("verbose", "mode_worse", "_get_lr_called_within_step")}
        if isinstance(value, list):
            return [strict(v) for v in value]
        return None if value in (float("inf"), float("-inf")) else value

    for text in open(os.path.join(HERE, "states.jsonl")):
        line = json.loads(text)
        yield json.dumps(dict(line, state=strict(json.loads(line["dump"])), optimizer=line["groups"], expect=line["next"]))


def main():
    counts, bad = Counter(), 0
    for number, text in enumerate(self_test() if "--self-test" in sys.argv else sys.stdin, 1):
        if not text.strip():
            continue
        line = json.loads(text)
        if kinds(line["name"], line["options"]) & NOT_LOADED:
            counts[line["name"] + " (not loaded)"] += 1
            continue
        try:
            wrong = mismatch(line)
        except Exception as error:
            wrong = "%s: %s" % (type(error).__name__, error)
        counts[line["name"]] += 1
        if wrong:
            bad += 1
            print("line %d, %s %s: %s" % (number, line["name"], json.dumps(line["options"]), wrong))
    print("%d dumps, %d wrong:" % (sum(counts.values()), bad), ", ".join("%s %d" % c for c in sorted(counts.items())))
    sys.exit(1 if bad or not counts else 0)


if __name__ == "__main__":
    main()
