import CoDesign
import ConfigurationFile
import Foundation
import SearchSpace
import TrainingStrategy

/// Wafer problems and candidates for tests.
enum Problems {
    /// A problem by its YAML, everything in it taken.
    static func problem(_ yaml: String) throws -> WaferProblem {
        var mapping = try ConfigurationFile.parse(yaml, file: "test.yaml").mapping()
        let problem = try WaferProblem(reading: &mapping)
        try mapping.finish()
        return problem
    }

    /// A problem of inference by its YAML, everything in it taken.
    static func serving(_ yaml: String) throws -> WaferProblem {
        var mapping = try ConfigurationFile.parse(yaml, file: "test.yaml").mapping()
        let problem = try WaferProblem(reading: &mapping, work: .inference)
        try mapping.finish()
        return problem
    }

    /// A problem by its model, with a narrowed space.
    static func problem(
        model: String = "gpt3-13b", hardware: String = "watos-config3", batch: Int = 512, space: String = "{}"
    ) throws -> WaferProblem {
        try problem(
            """
            hardware: {preset: \(hardware)}
            model: \(model)
            training: {global_batch_sequences: \(batch)}
            space: \(space)
            """)
    }

    /// So many random candidates, the same ones every time.
    static func candidates(_ count: Int, of problem: WaferProblem, seed: UInt64) throws -> [Candidate] {
        var generator = RandomGenerator(seed: seed)
        return try (0..<count).map { _ in try problem.space.random(using: &generator) }
    }

    /// The value of one parameter.
    static func value(_ path: String, _ candidate: Candidate, _ problem: WaferProblem) -> ParameterValue? {
        problem.space.parameters.firstIndex { $0.name == path }.flatMap { candidate.values[$0] }
    }

    /// The error of a problem that cannot be.
    static func error(space: String, model: String = "gpt3-13b") -> ConfigurationError? {
        do {
            _ = try problem(model: model, space: space)
            return nil
        } catch {
            return error as? ConfigurationError
        }
    }
}

extension WaferProblem {
    /// A design of another kind than was asked for.
    struct WrongKind: Error {}

    /// The training design of a candidate.
    func trainingDesign(for candidate: Candidate) throws -> TrainingDesign {
        guard case .training(let design) = try design(for: candidate) else { throw WrongKind() }
        return design
    }

    /// The inference design of a candidate.
    func inferenceDesign(for candidate: Candidate) throws -> InferenceDesign {
        guard case .inference(let design) = try design(for: candidate) else { throw WrongKind() }
        return design
    }
}
