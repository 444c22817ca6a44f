import Testing
import WaferArchitecture

struct ConstantsTests {
    @Test func `each constant stands once, with a unit, a source and a usable value`() {
        let names = Constants.all.map(\.name)
        #expect(names.count >= 45)
        for constant in Constants.all {
            #expect(names.filter { $0 == constant.name }.count == 1, "\(constant.name)")
            #expect(constant.sevenNanometre > 0 && constant.sevenNanometre.isFinite)
            #expect(constant.fiveNanometre > 0 && constant.fiveNanometre.isFinite)
            #expect(!constant.unit.isEmpty)
            #expect(constant.source.count >= 4)
            #expect(constant.value(at: .n7) == constant.sevenNanometre)
            #expect(constant.value(at: .n5) == constant.fiveNanometre)
        }
    }

    @Test func `no more than six constants were calibrated on the chips`() {
        #expect(Constants.all.filter { $0.source.contains("calibrated") }.count <= 6)
    }
}
