"""Saves X, W_k, Q, K, V of every layer of a real encoder that reads text which Debian ships.

usage: extract.py FOLDER [--tokens 512] [--text FILE]

Writes FOLDER/layer-0 to FOLDER/layer-5, each with q.npy, k.npy, v.npy of [heads, tokens, width], x.npy of
[tokens, hidden] and wk.npy of [heads, hidden, width], all float32: what `ingot attention` reads.
"""

import argparse
import pathlib

import numpy

from encoder import Encoder


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--text", type=pathlib.Path, default=pathlib.Path("/usr/share/common-licenses/GPL-3"))
    arguments = parser.parse_args()
    encoder = Encoder()

    def save(layer, x, q, k, v):
        place = arguments.folder / f"layer-{layer}"
        place.mkdir(parents=True, exist_ok=True)
        tensors = {"x": x, "wk": encoder.key_weights(layer), "q": q, "k": k, "v": v}
        for name, tensor in tensors.items():
            numpy.save(place / f"{name}.npy", numpy.ascontiguousarray(tensor, numpy.float32))

    text = arguments.text.read_text(encoding="utf-8")
    identifiers = encoder.tokenizer.encode(text, arguments.tokens)
    encoder.embed(identifiers, observe=save)
    print(f"{len(identifiers)} tokens of {arguments.text}")


if __name__ == "__main__":
    main()
