import _IngotTestSupport
import WaferArchitecture

/// Systems drawn at random over wide ranges, the same for the same seed.
struct RandomHardware: RandomNumberGenerator {
    private var random: SplitMix

    init(seed: UInt64) {
        random = SplitMix(seed)
    }

    mutating func next() -> UInt64 { random.next() }

    /// A number between two others, even in its logarithm's octaves.
    private mutating func number(_ lowest: Double, _ octaves: Int) -> Double {
        lowest * Double(UInt64(1) << UInt64(Int.random(in: 0..<octaves, using: &self)))
            * Double.random(in: 1..<2, using: &self)
    }

    /// One system; one in four has cores around a shared SRAM.
    mutating func system() -> Hardware {
        let isCrossbar = Int.random(in: 0..<4, using: &self) == 0
        let fragment = MatrixFragment(
            rows: Int.random(in: 4...64, using: &self), columns: Int.random(in: 4...256, using: &self),
            depth: Int.random(in: 4...32, using: &self))
        let kinds = MemoryKind.allCases
        return Hardware(
            wafer: Wafer(
                widthMetres: 0.215, heightMetres: 0.215, diesX: Int.random(in: 1...12, using: &self),
                diesY: Int.random(in: 1...12, using: &self),
                integration: Bool.random(using: &self) ? .stitched : .infoSoW,
                count: Int.random(in: 1...4, using: &self), interWaferBytesPerSecond: 1e12,
                spareCoreRows: Int.random(in: 0...3, using: &self)),
            die: Die(
                coresX: Int.random(in: 1...40, using: &self), coresY: Int.random(in: 1...40, using: &self),
                dieToDieBytesPerSecondPerEdge: number(1e10, 8), dieToDieLatencySeconds: 2e-7,
                sharedSRAMBytes: isCrossbar ? Int(number(1e6, 6)) : 0),
            core: Core(
                macs: Int(number(1, 11)), frequencyHertz: number(5e8, 2),
                dataflow: Dataflow.allCases[Int.random(in: 0..<3, using: &self)], sramBytes: Int(number(16_384, 7)),
                sramBitsPerCycle: Int(number(64, 6)), nocBitsPerCycle: Int(number(16, 7)),
                virtualChannels: Int.random(in: 1...8, using: &self), bufferFlits: Int.random(in: 1...8, using: &self),
                givenVectorLanes: isCrossbar ? Int(number(16, 5)) : nil, partitions: isCrossbar ? 4 : 1,
                fragment: isCrossbar ? fragment : nil),
            memory: Memory(
                kind: kinds[Int.random(in: 0..<kinds.count, using: &self)],
                stacksPerDie: Int.random(in: 1...6, using: &self), bytesPerStack: 16e9,
                bytesPerSecondPerStack: number(1e11, 4)),
            technology: Bool.random(using: &self) ? .n7 : .n5,
            limits: Limits(powerWatts: 20_000, reticleWidthMetres: 26e-3, reticleHeightMetres: 33e-3))
    }
}
