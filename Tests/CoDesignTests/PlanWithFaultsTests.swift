import CoDesign
import Testing
import TrainingStrategy

@Suite struct PlanWithFaultsTests {
    /// One group for two stages on a wafer with faults: found by fuzzing, case 622 of designs of seed 1.
    @Test func missingGroupOnFaultyWaferIsReported() throws {
        let text = """
            version: 1
            hardware: {preset: watos-config3, faults: {dies: [{x: 1, y: 2}]}}
            model: {layers: 8, hidden: 4096, heads: 32, vocabulary: 32000}
            training: {global_batch_sequences: 16}
            strategy:
              tensor: 4
              pipeline: 2
              plan: {groups: [{x: 2, y: 0, width: 2, height: 2}]}
            """
        let design = try DesignFile.parse(text, file: "groups.yaml")
        #expect(design.strategyViolations().map(\.rule) == [.planFits])
    }
}
