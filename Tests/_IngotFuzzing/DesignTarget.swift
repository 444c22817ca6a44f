import CoDesign
import ConfigurationFile
import Foundation
import LanguageModel
import Reporting
import SearchSpace
import TrainingStrategy
import WaferArchitecture

/// Design files.
///
/// A design that is accepted has finite figures at `analytical`, or says which limit it breaks; it prints as JSON and as a
/// table; written as a file it reads back equal. Small ones are played at `routed`, some of them at `detailed`.
struct DesignTarget: FuzzTarget {
    private let corpus: [[UInt8]]
    /// Designs whose strategy is planned, which takes long on a whole wafer.
    private let planned: [[UInt8]]
    private let mutator: TextMutator

    init() throws {
        let all = try FuzzCorpus.designs()
        planned = all.filter(Self.isPlanned)
        corpus = all.filter { !Self.isPlanned($0) }
        mutator = TextMutator(corpus: all)
    }

    private static func isPlanned(_ text: [UInt8]) -> Bool {
        String(decoding: text, as: UTF8.self).contains("planner:")
    }

    func input(_ generator: inout RandomGenerator) -> [UInt8] {
        let texts = generator.index(below: 40) == 0 ? planned : corpus
        var text = texts[generator.index(below: texts.count)]
        mutator.mutate(&text, &generator)
        return text
    }

    func judge(_ bytes: [UInt8], _ generator: RandomGenerator, folder: String) async -> FuzzVerdict {
        var generator = generator
        let path = folder + "/case.yaml"
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            return .broken("\(path) cannot be written")
        }
        let design: AnyDesign
        do {
            design = try DesignFile.readAny(path: path)
        } catch {
            return FuzzVerdict.refusal(error.description)
        }
        let isPrinted = generator.index(below: 4) == 0
        switch design {
        case .training(let training):
            guard let analytical = WaferFidelity.all.first else { return .broken("there is no fidelity") }
            if let fault = figures(analytical.evaluate(training)) { return .broken("analytical: " + fault) }
            if let fault = readBack(DesignFile.text(of: training), design) { return fault }
            if isPrinted, let fault = print(TimedEvaluation(of: training, at: analytical)) { return fault }
            return play(training, &generator)
        case .inference(let inference):
            let timed = TimedInference(of: inference)
            if let fault = figures(timed.evaluation.figures) { return .broken("inference: " + fault) }
            if let fault = readBack(DesignFile.text(of: inference), design) { return fault }
            return encoded(timed.document, timed.table) ?? .accepted
        }
    }

    /// What is wrong with figures; they are finite where no limit is broken.
    private func figures(_ evaluation: TrainingEvaluation) -> String? {
        for check in evaluation.violations where check.value.isNaN || check.allowed.isNaN {
            return "the limit \(check.limit.rawValue) is broken by \(check.value), allowed \(check.allowed)"
        }
        guard evaluation.isFeasible else { return nil }
        let answer = WaferAnswer(evaluation: evaluation)
        for metric in WaferMetric.all(of: .training) where !(0..<Double.infinity ~= metric.value(answer)) {
            return "a design within all limits has \(metric.name) \(metric.value(answer))"
        }
        return evaluation.iterationSeconds > 0
            ? nil : "a design within all limits takes \(evaluation.iterationSeconds) s"
    }

    private func readBack(_ text: String, _ design: AnyDesign) -> FuzzVerdict? {
        do {
            let again = try DesignFile.parseAny(text, file: "again.yaml")
            return again == design ? nil : .broken("written as a file it reads back as another design")
        } catch {
            return .broken("written as a file it is refused: \(error.description.prefix(600))")
        }
    }

    private func print(_ timed: TimedEvaluation) -> FuzzVerdict? { encoded(timed.document, timed.table) }

    private func encoded(_ document: some Encodable, _ table: String) -> FuzzVerdict? {
        guard !table.isEmpty else { return .broken("an empty table") }
        do {
            return try JSONText.encode(document).isEmpty ? .broken("an empty document") : nil
        } catch {
            return .broken("no JSON: \(error)")
        }
    }

    /// Plays the iteration of a small design as events.
    private func play(_ design: TrainingDesign, _ generator: inout RandomGenerator) -> FuzzVerdict {
        let small =
            design.hardware.cluster == nil && design.hardware.deviceCount <= 16 && design.model.layers <= 16
            && design.job.globalBatchSequences <= 16
        for fidelity in WaferFidelity.all.dropFirst() where small && fidelity.playsIterations {
            if fidelity.defaultCost > 0.5, generator.index(below: 20) > 0 { continue }
            if let fault = figures(fidelity.evaluate(design)) { return .broken("\(fidelity.name): " + fault) }
        }
        return .accepted
    }
}
