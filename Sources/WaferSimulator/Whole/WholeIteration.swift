import MeshNetwork
public import TrainingStrategy
import WaferArchitecture

/// A whole iteration flit by flit: every message of every collective, with the operators as delays between.
///
/// It is what ``DetailedModel`` is checked against. Nothing is merged, extrapolated or skipped, so only small designs
/// can be played: the flits of all messages are sent one by one. DRAM is on the dies, and rings of keys and values and
/// ZeRO 2 and 3, which run beside passes, are not played.
public struct WholeIteration: Sendable {
    /// Seconds until everything is done.
    public let seconds: Double
    /// Flits that were sent.
    public let flits: Int
    /// Messages that were sent.
    public let messages: Int

    /// Why an iteration cannot be played flit by flit.
    public enum Failure: Error, Sendable, Hashable {
        /// The design breaks a rule, or has what is not played.
        case unfit(String)
        /// The network says why.
        case network(FlitNetworkError)
    }

    /// Plays an iteration of a design.
    ///
    /// - Parameters:
    ///   - design: A small one; its messages have some dozens of flits or more, a flit being what a link carries in a
    ///     fifth or so of the latency of a hop.
    ///   - flitsAtMost: Flits beyond which it is not begun.
    /// - Throws: ``Failure`` for designs that it cannot play.
    public init(_ design: TrainingDesign, flitsAtMost: Int = 20_000_000) throws(Failure) {
        let strategy = design.strategy
        guard design.hardware.cluster == nil, design.hardware.memory.kind != .offWafer, strategy.zeroStage < 2,
            strategy.context == 1, design.hardware.wafer.count == 1, design.hardware.faults.isEmpty,
            strategy.plan?.loans.isEmpty ?? true, strategy.plan?.operators.isEmpty ?? true, !strategy.streamsWeights,
            design.strategyViolations().isEmpty,
            let work = TrainingWork(design, distribution: { RoutedDistribution($0) })
        else {
            throw .unfit(
                "accepted: legal designs on one wafer without faults, DRAM on the dies, ZeRO 0 or 1, context 1, no loans, "
                    + "weights on the dies, operators spread by heads and columns")
        }
        guard design.hardware.die.dieToDieLatencySeconds > 0 else {
            throw .unfit("its links have no latency; accepted: a latency above 0, of which a flit takes its part")
        }
        let scale = FlitScale(design.hardware)
        let links = RoutedModel().record(of: design, spans: false).record?.links ?? []
        let hops = links.reduce(0) { $0 + $1.bytes } / scale.flitBytes
        guard hops < 100 * Double(flitsAtMost) else {
            throw .unfit("its flits cross some \(hops) links; accepted: fewer than \(100 * flitsAtMost)")
        }
        let plan = IterationPlan(work) { IterationOptions(segmentsPerPass: nil).segments(layers: $0) }
        var list = WholeIterationMessages(plan, scale: scale)
        list.build()
        let flits = list.messages.reduce(0) { $0 + $1.flits }
        guard flits <= flitsAtMost else {
            throw .unfit("it has \(flits) flits; accepted: at most \(flitsAtMost)")
        }
        do {
            let network = try FlitNetwork(
                scale.configuration(
                    mesh: plan.network.fabric.mesh, virtualChannels: PatternMeasurement.virtualChannels(design.hardware)
                ))
            let run = try network.run(list.messages, packetFlits: Int(PatternTraffic.packetFlits))
            seconds = Double(run.endCycles.max() ?? 0) * scale.cycleSeconds
        } catch {
            throw .network(error)
        }
        self.flits = flits
        messages = list.messages.count
    }
}

/// How time and bytes of a wafer's links are cut into cycles and flits.
struct FlitScale {
    /// Seconds of a cycle.
    let cycleSeconds: Double
    /// Bytes of a flit.
    let flitBytes: Double
    /// How the network is simulated.
    let measurement = PatternMeasurement()

    /// A hop takes as long as the die-to-die links say.
    init(_ hardware: Hardware) {
        cycleSeconds = hardware.die.dieToDieLatencySeconds / Double(measurement.hopCycles)
        flitBytes = hardware.die.dieToDieBytesPerSecondPerEdge * cycleSeconds * Double(measurement.cyclesPerFlit)
    }

    /// Cycles of some seconds of an iteration that is short enough.
    func cycles(_ seconds: Double) -> Int { Int((seconds / cycleSeconds).rounded()) }

    /// Flits of some bytes, at least one.
    func flits(_ bytes: Double) -> Int { Int(max(1, (bytes / flitBytes).rounded())) }

    /// The network that patterns are measured on too.
    func configuration(mesh: Mesh, virtualChannels: Int) -> FlitNetworkConfiguration {
        measurement.configuration(mesh: mesh, virtualChannels: virtualChannels)
    }
}
