import AnalyticalModel
import Testing

/// The published cases and their bounds.
@Suite struct ModelValidationTests {
    @Test func everyBoundIsKept() throws {
        let validation = try ModelValidation(refits: false)
        #expect(validation.isKept)
        #expect(validation.leftOut.isEmpty)
        for group in validation.groups {
            #expect(group.isKept, "\(group.name): mean \(group.mean), worst \(group.worst)")
            #expect(!group.cases.isEmpty)
        }
    }

    /// The bounds are those asked of the models, and no looser.
    @Test func boundsAreThoseOfTheComparison() throws {
        let groups = try ModelValidation(refits: false).groups
        func group(_ source: String) throws -> ValidationGroup {
            try #require(groups.first { $0.source.contains(source) })
        }
        #expect(try group("Table 5").meanBound == 0.036 && group("Table 5").worstBound == 0.088)
        #expect(try group("Table 1").meanBound == 0.06 && group("Table 1").worstBound == 0.12)
        #expect(try group("Table 2").meanBound == 0.12)
        #expect(try group("Figure 7").worstBound == 0.2)
        #expect(try group("Figure 1").worst < 1e-12)
        #expect(try group("Table 5").cases.count == 4 && group("Table 1").cases.count == 5)
        #expect(try group("Table 2").cases.count == 6 && group("Figure 1").cases.count == 12)
        #expect(try group("LLMCompass").meanBound == 0.1 && group("LLMCompass").cases.count == 30)
        #expect(try group("TensorRT-LLM 0.5").meanBound == 0.12 && group("TensorRT-LLM 0.5").cases.count == 20)
        let wafer = try #require(groups.first { $0.name == "inference: WSE-2" })
        #expect(wafer.meanBound == 0.2 && wafer.cases.count == 12)
        #expect(try group("ASTRA-sim").worstBound == 0.02 && group("ASTRA-sim").cases.count == 56)
        #expect(try group("BookSim").worstBound == 0.03 && group("BookSim").cases.count == 16)
        #expect(groups.filter(\.isBound).count == 10)
    }

    /// What a library fits into its devices fits by the model too: all rows of a fixed batch.
    @Test func everyFixedBatchFits() throws {
        let groups = try ModelValidation(refits: false).groups
        let batches = try #require(groups.first { $0.source == "TensorRT-LLM 0.6.1" })
        #expect(batches.cases.count == 21 && batches.refusedCount == 0)
    }

    @Test func aBrokenBoundShows() {
        var group = ValidationGroup(
            name: "a", source: "b",
            cases: [
                ValidationCase("x", unit: "s", measured: 2, modelled: 2.2),
                ValidationCase("y", unit: "s", measured: 1, modelled: 0.8),
            ], meanBound: 0.16, worstBound: 0.21)
        #expect(abs(group.mean - 0.15) < 1e-12 && abs(group.worst - 0.2) < 1e-12 && group.isKept)
        group.worstBound = 0.19
        #expect(!group.isKept)
        group.worstBound = nil
        group.meanBound = 0.14
        #expect(!group.isKept)
        group.meanBound = nil
        group.cases.append(ValidationCase("z", unit: "s", measured: 1, modelled: .nan))
        // Without a bound it is only counted.
        #expect(group.isKept && group.refusedCount == 1 && group.mean.isFinite)
        group.worstBound = 1
        #expect(!group.isKept)
    }

    /// What constants that never saw a publication make of it: worse than with it, but of use.
    ///
    /// Nothing else measures a mesh of cores, so without WaferLLM its constants are what was expected beforehand.
    @Test func leavingAPublicationOutStaysUseful() throws {
        let left = try ModelValidation().leftOut
        #expect(left.count == 5)
        for entry in left {
            let isMesh = entry.source.contains("WaferLLM")
            #expect(entry.fittedWithout.isFinite && entry.fittedWithout < (isMesh ? 0.5 : 0.2), "\(entry)")
            #expect(entry.shipped < 0.08 && entry.fittedWithout > entry.shipped, "\(entry)")
        }
    }
}
