import AnalyticalModel
import Testing

/// The published cases and their bounds.
@Suite struct ModelValidationTests {
    @Test func everyBoundIsKept() {
        let validation = ModelValidation(refits: false)
        #expect(validation.isKept)
        #expect(validation.leftOut.isEmpty)
        for group in validation.groups {
            #expect(group.isKept, "\(group.name): mean \(group.mean), worst \(group.worst)")
            #expect(!group.cases.isEmpty)
        }
    }

    /// The bounds are those asked of the models, and no looser.
    @Test func boundsAreThoseOfTheComparison() throws {
        let groups = ModelValidation(refits: false).groups
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
        #expect(!group.isKept)
    }

    /// What constants that never saw a publication make of it: worse than with it, but of use.
    @Test func leavingAPublicationOutStaysUseful() {
        let left = ModelValidation().leftOut
        #expect(left.count == 3)
        for entry in left {
            #expect(entry.fittedWithout.isFinite && entry.fittedWithout < 0.2, "\(entry)")
            #expect(entry.shipped < 0.07, "\(entry)")
        }
    }
}
