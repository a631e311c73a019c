#!/usr/bin/env python3
"""Runs the program that trains a polynomial with TensorFlow's GradientTape, in NumPy, beside `hardfit compare --json`.

    tensorflow_program.py SAMPLES.csv < comparison.json

The program is

    def model(x): return theta[D] * x**D + ... + theta[0]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))      # or reduce_sum
    for variable, slope in zip(theta, tape.gradient(loss, theta)):
        variable.assign_sub(learning_rate * slope)

on standardised samples. TensorFlow's own formulas are written out: the gradient of reduce_mean spreads 1/N over
the samples, that of square is 2 (y_pred - y), that of the model for theta[k] the sum of it times x**k. It is
run in float64 and, as TensorFlow trains, in float32. Of the comparison only what goes into it is taken, and the
parameters of its way `tape` are compared: ends with 1 where one differs by more than 1e-6 of the greatest.
"""

import csv
import json
import sys

import numpy as np

TOLERANCE = 1e-6


def columns(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    try:
        float(rows[0][0])
    except ValueError:
        rows = rows[1:]
    return np.array([[float(field) for field in row[:2]] for row in rows if row]).T


def standardized(column):
    return (column - column.mean()) / column.std()


def train(x, y, theta, rate, epochs, is_mean, kind):
    x, y = x.astype(kind), y.astype(kind)
    theta = [kind(value) for value in theta]
    rate = kind(rate)
    powers = [x**k for k in range(len(theta))]
    for _ in range(epochs):
        y_pred = sum(value * power for value, power in zip(theta, powers))
        upstream = kind(1) / kind(len(x)) if is_mean else kind(1)
        slope_of_prediction = upstream * (kind(2) * (y_pred - y))
        slopes = [np.sum(slope_of_prediction * power, dtype=kind) for power in powers]
        theta = [value - rate * slope for value, slope in zip(theta, slopes)]
    assert all(value.dtype == kind for value in theta)
    return np.array(theta, dtype=np.float64)


def main():
    run = json.load(sys.stdin)
    assert run["scale"] == "standardize"
    tape = next(way for way in run["ways"] if way["way"] == "tape")
    x, y = (standardized(column) for column in columns(sys.argv[1]))
    found = np.array(tape["theta"])
    size = np.abs(found).max()
    is_wrong = False
    for kind in (np.float64, np.float32):
        theta = train(
            x, y, run["theta_init"], run["learning_rate"], tape["epochs"],
            run["loss_kind"] == "mean", kind)
        off = np.abs(theta - found).max() / size
        print(f"{kind.__name__}: {off:.1e} off after {tape['epochs']} epochs")
        is_wrong = is_wrong or not off <= TOLERANCE
    return 1 if is_wrong else 0


sys.exit(main())
