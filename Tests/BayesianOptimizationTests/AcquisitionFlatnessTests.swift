import BayesianOptimization
import Testing

@Suite struct AcquisitionFlatnessTests {
    @Test func `values that do not tell candidates apart are flat`() {
        #expect(AcquisitionFlatness([]) == .empty)
        #expect(AcquisitionFlatness([-.infinity, .nan]) == .impossible)
        #expect(AcquisitionFlatness([-3, -3, -3]) == .constant)
        #expect(AcquisitionFlatness([-3e5, -3e5 - 1e-9]) == .constant)
        #expect(AcquisitionFlatness([.infinity, .infinity]) == .constant)
        for flatness in [AcquisitionFlatness.empty, .impossible, .constant] { #expect(flatness.isFlat) }
    }

    @Test func `one better candidate is enough`() {
        for values in [[-3.0, -3, -2.999], [-.infinity, -1e6], [.nan, 0], [-700]] {
            #expect(!AcquisitionFlatness(values).isFlat)
        }
    }
}
