"""Evaluates the tiling of a matrix product: one JSON object on standard input, one on standard output.

The product of two 512 x 512 matrices goes through an accelerator with a scratchpad. `estimate` adds up the bytes and
the operations; `simulate` walks through the tiles one by one, with a memory that takes a while to answer and a limited
number of buffers. All numbers are made up; the trade-offs are real ones.
"""

import json
import sys

SIZE = 512  # rows and columns of all three matrices
WORD = 2  # bytes
BYTES_PER_S = 64e9  # of the memory
LATENCY_S = 200e-9  # of one access to the memory
SRAM_KIB = 96


class Tiling:
    """The quantities that both fidelities share."""

    def __init__(self, p):
        m, n, k = p["tile_m"], p["tile_n"], p["tile_k"]
        self.buffers = p.get("buffers", 1)  # absent while `transfer` is `blocking`
        self.blocks = (SIZE // m) * (SIZE // n)  # of the result
        self.steps = SIZE // k  # tiles that each block adds up
        self.in_bytes = (m * k + k * n) * WORD
        self.out_bytes = m * n * WORD
        passes = -(-m * n // p["lanes"])  # the lanes work on one element of the block each
        self.compute_s = passes * k / (p["clock_ghz"] * 1e9)
        self.sram_bytes = self.buffers * self.in_bytes + 2 * self.out_bytes  # sums are kept in 32 bits
        self.traffic = self.blocks * (self.steps * self.in_bytes + self.out_bytes)

        # The voltage rises with the clock, energy with its square; scratchpad and lanes leak.
        voltage = 0.6 + 0.25 * p["clock_ghz"]
        self.dynamic_j = SIZE**3 * 15e-12 * voltage**2 + self.traffic * 40e-12
        self.idle_w = voltage * (0.05 + 1e-3 * p["lanes"] + 2e-3 * self.sram_bytes / 1024)


def estimate(t):
    """Seconds when every transfer is either fully hidden or not at all."""
    compute = t.blocks * t.steps * t.compute_s
    memory = t.traffic / BYTES_PER_S
    return compute + memory if t.buffers == 1 else max(compute, memory)


def simulate(t):
    """Seconds, tile by tile: one memory port, one array, and a fetch that waits for a free buffer."""
    port = array = 0.0  # when each is free again
    released = [0.0] * t.buffers  # when each buffer is free again
    slot = 0
    for _ in range(t.blocks):
        for _ in range(t.steps):
            start = max(port, released[slot])
            port = start + t.in_bytes / BYTES_PER_S
            array = max(array, port + LATENCY_S) + t.compute_s
            released[slot] = array
            slot = (slot + 1) % t.buffers
        port = max(port, array) + t.out_bytes / BYTES_PER_S  # the finished block goes out
    return port + LATENCY_S


def main():
    model = {"estimate": estimate, "simulate": simulate}[sys.argv[1]]
    tiling = Tiling(json.load(sys.stdin)["parameters"])
    seconds = model(tiling)
    answer = {
        "objectives": {
            "gflops": 2 * SIZE**3 / seconds / 1e9,
            "energy_mj": (tiling.dynamic_j + tiling.idle_w * seconds) * 1e3,
        },
        "constraints": {"sram_free_kib": SRAM_KIB - tiling.sram_bytes / 1024},
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
