import LanguageModel
import Testing
import WaferArchitecture
import _IngotTestSupport

@testable import TrainingStrategy

@Suite struct GroupMoveTests {
    /// The elements of a small tensor that each die holds, by nested loops over the dies.
    ///
    /// Sequences outermost, then positions, then the outer and the inner one of features and of what does not cut them.
    private static func holdings(
        batch: Int, sequence: Int, outer: (parts: Int, cuts: Bool), inner: (parts: Int, cuts: Bool), extents: [Int]
    ) -> [Set<[Int]>] {
        var dies: [Set<[Int]>] = []
        let features = (outer.cuts ? outer.parts : 1) * (inner.cuts ? inner.parts : 1)
        for b in 0..<batch {
            for s in 0..<sequence {
                for o in 0..<outer.parts {
                    for i in 0..<inner.parts {
                        let f = (outer.cuts ? o : 0) * (inner.cuts ? inner.parts : 1) + (inner.cuts ? i : 0)
                        var own: Set<[Int]> = []
                        for x in 0..<extents[0] where x * batch / extents[0] == b {
                            for y in 0..<extents[1] where y * sequence / extents[1] == s {
                                for z in 0..<extents[2] where z * features / extents[2] == f {
                                    own.insert([x, y, z])
                                }
                            }
                        }
                        dies.append(own)
                    }
                }
            }
        }
        return dies
    }

    /// What the dies of a line lack, counted element by element, against the closed form, for all pairs of spreads.
    @Test(arguments: [2, 4, 8])
    func missingBytesAreThoseCountedElementByElement(dies: Int) {
        let extents = [8, 8, 8]
        let shape = TensorShape(width: dies, height: 1)
        let links = GroupLinks(shape)
        let powers = [1, 2, 4, 8]
        var plans: [OperatorPlan] = []
        for batch in powers {
            for sequence in powers {
                for output in powers where dies % (batch * sequence * output) == 0 {
                    let input = dies / (batch * sequence * output)
                    plans.append(OperatorPlan(.up, batch: batch, sequence: sequence, output: output, input: input))
                }
            }
        }
        for from in plans where from.input == 1 {
            let have = Self.holdings(
                batch: from.batch, sequence: from.sequence, outer: (from.output, true), inner: (1, false),
                extents: extents)
            for var to in plans {
                to.kind = .down
                // Inputs are outer in a down projection, outputs inner; these do not cut what it reads.
                let want = Self.holdings(
                    batch: to.batch, sequence: to.sequence, outer: (to.input, true), inner: (to.output, false),
                    extents: extents)
                let missing = zip(want, have).map { $0.subtracting($1).count }.max() ?? 0
                let bytes = links.bytes(
                    from: from.resultTile(dies: dies), to: to.inputTile(dies: dies, isGradient: false), of: 512)
                if missing == 0 {
                    #expect(bytes == 0)
                } else {
                    // As many as are missing, times what the shape of the exchange makes of them.
                    let most = max(links.allToAllContention, Double(dies))
                    #expect(bytes >= Double(missing) * min(1, links.allToAllContention) * (1 - 1e-9))
                    #expect(bytes <= Double(missing) * most * (1 + 1e-9))
                    if dies == 2 { #expect(abs(bytes - Double(missing)) < 1e-9) }
                }
            }
        }
    }

    /// AccPar's table of conversions (HPCA 2020, Table 5) for two equal halves, in shares of the tensor.
    ///
    /// From types without parts of sums: I to II moves a quarter, I to III a half, III to I a quarter, III to II
    /// nothing, III to III a half. From II each half has the whole result once the sums are exchanged, which AccPar
    /// counts as the type's own cost of one tensor; scattered and brought, both together are no more.
    @Test func conversionsBetweenTypesAreAccPars() {
        let links = GroupLinks(TensorShape(width: 2, height: 1))
        let types = AccParPartition.CutType.allCases
        func plan(_ kind: LayerOperator.Kind, _ type: AccParPartition.CutType) -> OperatorPlan {
            AccParPartition.candidate(OperatorPlan(kind), type, parts: 2, microBatch: 2)
        }
        let expected: [[Double]] = [[0, 0.25, 0.5], [0.5, 0.5, 1], [0.25, 0, 0.5]]
        for (row, first) in zip(expected, types) {
            for (share, second) in zip(row, types) {
                let bytes = links.bytes(
                    from: plan(.up, first).resultTile(dies: 2),
                    to: plan(.down, second).inputTile(dies: 2, isGradient: false), summed: 1, of: 1)
                #expect(abs(bytes - share) < 1e-12, "\(first) to \(second)")
            }
        }
    }

    /// A collective of all dies is never dearer than its own bytes, and one of some of them never cheaper.
    @Test func partsOfAGroupHaveNoMoreLinksThanTheGroup() {
        for width in 1...8 {
            for height in 1...7 {
                let shape = TensorShape(width: width, height: height)
                let links = GroupLinks(shape)
                #expect(links.contention(members: shape.count, stride: 1) == 1)
                for members in 2..<max(3, shape.count) where shape.count % members == 0 {
                    for stride in 1...(shape.count / members) {
                        #expect(links.contention(members: members, stride: stride) >= 1)
                    }
                }
            }
        }
    }
}
