"""Makes the fixtures beside it with NumPy: a second implementation of the prediction and the sorting, and files.

Run in this folder: python3 make.py. NumPy 2.4 wrote what is checked in. Nothing here is shared with the Swift code; the
choices that the paper leaves open are those of its documentation.
"""

import json
import struct

import numpy

random = numpy.random.default_rng(20251223)
TOKENS, HIDDEN, WIDTH, VALUE_WIDTH, QUERIES = 48, 20, 12, 10, 16


def quantise(matrix, limit):
    scale = float(numpy.abs(matrix).max()) / limit
    ratio = matrix.astype(numpy.float64) / scale
    return (numpy.sign(ratio) * numpy.floor(numpy.abs(ratio) + 0.5)).astype(object), scale


def one_hot(matrix):
    """Sign times the power of two below the magnitude, by bit length."""
    return numpy.vectorize(lambda x: 0 if x == 0 else (1 if x > 0 else -1) * 2 ** (abs(int(x)).bit_length() - 1),
                           otypes=[object])(matrix)


def floats(*shape):
    return random.standard_normal(shape).astype(numpy.float32)


x, wk, q, v = floats(TOKENS, HIDDEN), floats(HIDDEN, WIDTH), floats(QUERIES, WIDTH), floats(TOKENS, VALUE_WIDTH)
k = (x.astype(numpy.float64) @ wk).astype(numpy.float32)

expected = {}
for scheme in ("differential", "symmetric"):
    tokens, token_scale = quantise(x, 127)
    weights, weight_scale = quantise(wk, 127)
    sums = (one_hot(tokens) if scheme == "symmetric" else tokens).dot(one_hot(weights))
    shift = 0
    while max(int(abs(s)) >> shift for s in sums.flat) > 32767:
        shift += 1
    keys = numpy.vectorize(lambda s: int(s) >> shift, otypes=[object])(sums)
    queries, _ = quantise(q, 32767)
    scores = one_hot(queries).dot((one_hot(keys) if scheme == "symmetric" else keys).T)
    chosen = []
    for row in scores:
        kept = []
        for segment in range(4):
            begin, end = segment * TOKENS // 4, (segment + 1) * TOKENS // 4
            order = sorted(range(begin, end), key=lambda key: (-row[key], key))
            kept += sorted(order[: max(1, int(0.25 * (end - begin) + 0.5))])
        chosen.append(kept)
    logits = q.astype(numpy.float64) @ k.astype(numpy.float64).T / WIDTH**0.5
    output = []
    for row, kept in zip(logits, chosen):
        weight = numpy.exp(row[kept] - row[kept].max())
        output.append((weight / weight.sum()) @ v[kept].astype(numpy.float64))
    expected[scheme] = {
        "shift": shift, "keys": [[int(e) for e in row] for row in keys],
        "scores": [[int(e) for e in row] for row in scores], "chosen": chosen,
        "output": [[float(e) for e in row] for row in output]}

json.dump(expected, open("prediction.json", "w"))
for name, tensor in {"x": x, "wk": wk, "q": q, "k": k, "v": v}.items():
    numpy.save(f"files/{name}.npy", tensor)

small = numpy.array([[0.0, -1.5, 2.0], [65504.0, 2.0**-24, -0.0]])
for kind in ("<f2", "<f4", "<f8", ">f2", ">f4", ">f8"):
    for order in "CF":
        name = {"<": "little", ">": "big"}[kind[0]] + kind[2] + order
        numpy.save(f"small-{name}.npy", numpy.array(small.astype(kind), order=order))
cube = numpy.asfortranarray(numpy.arange(24, dtype="<f4").reshape(2, 3, 4))
for version in (1, 2, 3):
    with open(f"cube-{version}.npy", "wb") as file:
        numpy.lib.format.write_array(file, cube, version=(version, 0))


def safetensors(path, tensors):
    header, data = {"__metadata__": {"made by": "NumPy"}}, b""
    for name, (kind, tensor) in tensors.items():
        block = tensor.tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(block)]}
        data += block
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + data)


bfloat = (small.astype("<f4").view("<u4") >> 16).astype("<u2")
safetensors("archive/tensors.safetensors", {
    "q": ("F32", q), "k": ("F64", k.astype("<f8")), "v": ("F32", v), "x": ("F32", x), "wk": ("F32", wk),
    "half": ("F16", small.astype("<f2")), "brain": ("BF16", bfloat), "whole": ("I64", numpy.arange(3))})
