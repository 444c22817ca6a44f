public import CoDesign
public import TrainingStrategy
import WaferSimulator

/// The files that show what happened in an iteration: a trace, and maps of the wafers.
public struct IterationFiles: Sendable {
    /// Why they cannot be written.
    public enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// Nothing is played, or nothing that has dies and links.
        case nothingPlayed(option: String, found: String)
        /// The shape of the design cannot be run.
        case illegalShape(option: String, rules: [String])
        /// A file cannot be written.
        case file(FileOutput.Failure)

        /// One line.
        public var description: String {
            switch self {
            case .nothingPlayed(let option, let found):
                "\(option): found \(found); accepted: the training of a wafer at "
                    + WaferFidelity.all.filter(\.playsIterations).map(\.name).joined(separator: " or ")
            case .illegalShape(let option, let rules):
                "\(option): found a design that cannot be run (\(rules.joined(separator: "; "))); accepted: one that can"
            case .file(let failure): failure.description
            }
        }
    }

    /// The file of the trace, if one is asked for.
    public let trace: String?
    /// The folder of the maps, if they are asked for.
    public let maps: String?

    /// Names the files; both may be left out.
    public init(trace: String?, maps: String?) {
        self.trace = trace
        self.maps = maps
    }

    /// Whether nothing is asked for.
    public var isEmpty: Bool { trace == nil && maps == nil }

    private var option: String { trace == nil ? "--maps" : "--trace" }

    /// Refuses to write anything for what has no iteration with dies and links.
    ///
    /// - Parameter found: What it is, in words.
    /// - Throws: `Failure.nothingPlayed` when a file is asked for.
    public func refuse(_ found: String) throws(Failure) {
        guard isEmpty else { throw .nothingPlayed(option: option, found: found) }
    }

    /// Writes the files.
    ///
    /// - Parameters:
    ///   - evaluation: The evaluation of the design, whose iteration the maps show.
    ///   - design: The design; for a trace it is played once more, without leaving out micro-batches.
    ///   - fidelity: The fidelity.
    ///   - title: The name of the design.
    /// - Throws: `Failure`.
    public func write(
        _ evaluation: TimedEvaluation, of design: TrainingDesign, at fidelity: WaferFidelity, title: String
    ) throws(Failure) {
        guard !isEmpty else { return }
        guard let record = evaluation.record else {
            throw .illegalShape(option: option, rules: design.strategyViolations().map(\.description))
        }
        let title = "\(title), \(fidelity.name)"
        do throws(FileOutput.Failure) {
            if let maps {
                try FileOutput.makeFolder(maps)
                try MapTables.writeLinks(of: record, to: maps + "/links.csv")
                try MapTables.writeDies(of: record, to: maps + "/dies.csv")
                try WaferPicture.write(record, title: title, to: maps + "/wafer.svg")
            }
            if let trace, let played = fidelity.record(of: design, spans: true)?.record {
                try TraceWriter.write(played, title: title, to: trace)
            }
        } catch {
            throw .file(error)
        }
    }
}
