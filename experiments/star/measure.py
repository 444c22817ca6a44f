"""What sparse attention does to a real encoder, by the fraction of keys kept.

usage: measure.py INGOT [--tokens 512] [--keep 0.05 0.1 0.25 0.5] [-- OPTIONS OF `ingot attention`]

Runs the encoder on text that Debian ships, with `INGOT attention` in place of every attention, and prints one row for
each fraction: recall, softmax mass and output error, the mean over layers and texts of what each layer itself reads, and
the cosine between the sentence embeddings with sparse and with dense attention. Then the same by layer, with the cosine
where only that layer is sparse.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy

from encoder import LAYERS, Encoder, softmax_attention

TEXTS = ["Apache-2.0", "Artistic", "CC0-1.0", "GFDL-1.3", "GPL-3", "LGPL-2.1", "MPL-2.0"]
FIGURES = ["kept_share", "recall", "softmax_mass_kept", "output_relative_error", "union_ratio"]


def star_attention(ingot, encoder, options, folder, results):
    def attention(layer, x, q, k, v):
        tensors = {"x": x, "wk": encoder.key_weights(layer), "q": q, "k": k, "v": v}
        for name, tensor in tensors.items():
            numpy.save(folder / f"{name}.npy", numpy.ascontiguousarray(tensor, numpy.float32))
        output = folder / "output.npy"
        run = subprocess.run(
            [ingot, "attention", folder, "--json", "--output", output, *options],
            check=True, capture_output=True, text=True)
        results.append((layer, json.loads(run.stdout)))
        return numpy.load(output).astype(numpy.float64)

    return attention


def only(place, attention):
    """One attention in one layer, plain attention in the others."""
    return lambda layer, *tensors: (attention if layer == place else softmax_attention)(layer, *tensors)


def mean(results, figure, layer=None):
    return numpy.mean([result[figure] for place, result in results if layer in (None, place)])


def main():
    arguments = sys.argv[1:]
    options = []
    if "--" in arguments:
        place = arguments.index("--")
        arguments, options = arguments[:place], arguments[place + 1 :]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("ingot")
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--keep", type=float, nargs="+", default=[0.05, 0.10, 0.15, 0.25, 0.50])
    arguments = parser.parse_args(arguments)
    encoder = Encoder()
    texts = [pathlib.Path("/usr/share/common-licenses", name).read_text(encoding="utf-8") for name in TEXTS]
    identifiers = [encoder.tokenizer.encode(text, arguments.tokens) for text in texts]
    dense = [encoder.embed(numbers) for numbers in identifiers]
    print("| keep | kept | recall | mass | error | union | cosine, mean | cosine, least |")
    print("|---|---|---|---|---|---|---|---|")
    by_layer = []
    with tempfile.TemporaryDirectory() as name:
        for keep in arguments.keep:
            results, cosines = [], []
            attention = star_attention(
                arguments.ingot, encoder, ["--keep", str(keep), *options], pathlib.Path(name), results)
            for numbers, reference in zip(identifiers, dense):
                cosines.append(float(encoder.embed(numbers, attention=attention) @ reference))
            figures = " | ".join(f"{mean(results, figure):.3f}" for figure in FIGURES)
            print(f"| {keep:.0%} | {figures} | {numpy.mean(cosines):.4f} | {min(cosines):.4f} |", flush=True)
            alone = []
            for place in range(LAYERS):
                attend = only(place, star_attention(
                    arguments.ingot, encoder, ["--keep", str(keep), *options], pathlib.Path(name), []))
                alone.append(numpy.mean([
                    encoder.embed(numbers, attention=attend) @ reference
                    for numbers, reference in zip(identifiers, dense)]))
            by_layer.append((keep, results, alone))
    print("\n| keep | " + " | ".join(f"layer {layer}" for layer in range(LAYERS)) + " |")
    print("|---" * (LAYERS + 1) + "|")
    for keep, results, alone in by_layer:
        cells = [
            " / ".join(f"{mean(results, figure, layer):.2f}" for figure in FIGURES[1:4]) + f" / {alone[layer]:.4f}"
            for layer in range(LAYERS)]
        print(f"| {keep:.0%} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
