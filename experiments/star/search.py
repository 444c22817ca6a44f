"""Evaluates a share of keys and a number of tiles for each layer of the encoder: one JSON object in, one out.

The parameters are keep_0 to keep_5 and tiles_0 to tiles_5. The encoder runs on texts that Debian ships with `ingot
attention` in place of every attention; `text` takes 128 tokens of one, `texts` 256 tokens of two. The program is
`$INGOT`, or the one that is built beside this folder.

loss           1 less the mean cosine between the sentence embeddings with sparse and with dense attention
compute        operations but for exponentials over those of dense attention, with the weights of `OperationWeights`
exponentials   exponentials over those of dense attention
"""

import json
import os
import pathlib
import sys
import tempfile

import numpy

from encoder import LAYERS, Encoder
from measure import TEXTS, star_attention

FIDELITIES = {"text": (["GPL-3"], 128), "texts": (["GPL-3", "Apache-2.0"], 256)}
WEIGHTS = {"compare": 1, "add": 1, "shift": 1, "multiply": 16, "divide": 16}


def per_layer(ingot, encoder, parameters, folder, results):
    """An attention that keeps, in each layer, what the parameters say."""
    layers = []
    for layer in range(LAYERS):
        options = ["--keep", str(parameters[f"keep_{layer}"]), "--segments", str(parameters[f"tiles_{layer}"])]
        layers.append(star_attention(ingot, encoder, options, folder, results))
    return lambda layer, *tensors: layers[layer](layer, *tensors)


def evaluate(parameters, fidelity, ingot):
    names, tokens = FIDELITIES[fidelity]
    assert set(names) <= set(TEXTS)
    encoder = Encoder()
    cosines, results = [], []
    with tempfile.TemporaryDirectory() as folder:
        attention = per_layer(ingot, encoder, parameters, pathlib.Path(folder), results)
        for name in names:
            text = pathlib.Path("/usr/share/common-licenses", name).read_text(encoding="utf-8")
            numbers = encoder.tokenizer.encode(text, tokens)
            cosines.append(encoder.embed(numbers, attention=attention) @ encoder.embed(numbers))

    def count(way, weights):
        return sum(weight * result["operations"][way][kind] for _, result in results for kind, weight in weights.items())

    return {
        "loss": 1 - float(numpy.mean(cosines)),
        "compute": count("star", WEIGHTS) / count("dense", WEIGHTS),
        "exponentials": count("star", {"exponential": 1}) / count("dense", {"exponential": 1}),
    }


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / ".build/release/ingot"
    parameters = json.load(sys.stdin)["parameters"]
    json.dump({"objectives": evaluate(parameters, sys.argv[1], os.environ.get("INGOT", str(default)))}, sys.stdout)


if __name__ == "__main__":
    main()
