import Testing
import TrainingStrategy
import _IngotTestSupport

@Suite struct GlobalRecomputeTests {
    /// Pools of up to four stages with three options each, against every combination.
    @Test(arguments: [GlobalRecompute.Objective.slowestStage, .pipeline(microBatches: 3), .pipeline(microBatches: 40)])
    func programmeAndBisectionEqualBruteForce(objective: GlobalRecompute.Objective) {
        var random = SplitMix(11)
        var (fitting, empty, tight) = (0, 0, 0)
        for _ in 0..<1500 {
            let problem = Self.problem(&random, stages: Int.random(in: 1...4, using: &random), options: 3)
            let best = Self.bruteForce(problem, objective)
            for found in [problem.byProgramme(objective), problem.byBisection(objective)] {
                guard let best else {
                    #expect(found == nil)
                    empty += 1
                    continue
                }
                guard let found else {
                    Issue.record("nothing found where \(best) fits")
                    continue
                }
                #expect(found.bytes <= problem.poolBytes)
                #expect(Self.value(found, objective) == Self.value(best, objective))
                fitting += 1
                if found.bytes > problem.capacityBytes * Double(problem.options.count) { tight += 1 }
            }
            if objective == .slowestStage {
                #expect(problem.leastSlowestSeconds() == best?.slowestSeconds)
            }
        }
        #expect(fitting > 500 && empty > 100 && tight > 20)
    }

    @Test func withoutOverflowNothingRunsAgain() {
        let stages = (0..<6).map { _ in
            [
                StageOption(bytes: 30, seconds: 1), StageOption(bytes: 20, seconds: 1.2),
                StageOption(bytes: 5, seconds: 1.4),
            ]
        }
        let problem = GlobalRecompute(options: stages, capacityBytes: 30)
        #expect(problem.byBisection(.slowestStage)?.indices == [0, 0, 0, 0, 0, 0])
        // A pool that the smallest options do not fit has no answer, in any form.
        let small = GlobalRecompute(options: stages, capacityBytes: 4.9, spareBytes: 0.5)
        #expect(small.byBisection(.slowestStage) == nil && small.byProgramme(.slowestStage) == nil)
        #expect(small.leastSlowestSeconds() == nil)
        // With the idle dies' bytes it has one, and it is full recomputation everywhere.
        let enough = GlobalRecompute(options: stages, capacityBytes: 4.9, spareBytes: 0.6)
        #expect(enough.byBisection(.slowestStage)?.indices == [2, 2, 2, 2, 2, 2])
    }

    /// The first stages of 1F1B keep most: with 90 GB in the first and 30 GB in the last of 60 on average, the pool of
    /// 64 holds them all, where a die of its own would make each of the first stages run work again.
    @Test func pooledMemoryAvoidsWorkThatOwnMemoryForces() throws {
        let stages = (0..<8).map { stage -> [StageOption] in
            let whole = 90 - 60 * Double(stage) / 7
            return [StageOption(bytes: whole, seconds: 1), StageOption(bytes: whole / 3, seconds: 4.0 / 3)]
        }
        let pooled = GlobalRecompute(options: stages, capacityBytes: 64)
        let choice = try #require(pooled.byBisection(.slowestStage))
        #expect(choice.slowestSeconds == 1 && choice.indices.allSatisfy { $0 == 0 })
        let overflow = pooled.overflowBytes(choice)
        #expect(overflow.map { $0 > 0 } == [true, true, true, true, false, false, false, false])
        #expect(abs(overflow[0] - 26) < 1e-9 && abs(overflow[7] + 34) < 1e-9)
        let alone = stages.map { options in options.first { $0.bytes <= 64 }?.seconds ?? .infinity }
        #expect(alone.max() == 4.0 / 3)
    }

    /// Thinned tables lose little and never the memory limit; larger pools never make a pipeline slower.
    @Test func largeProblemsFitAndImproveWithMemory() throws {
        var random = SplitMix(5)
        for _ in 0..<10 {
            let base = Self.problem(&random, stages: 14, options: 12)
            var last = Double.infinity
            for spare in stride(from: 0.0, through: 200, by: 20) {
                let problem = GlobalRecompute(
                    options: base.options, capacityBytes: base.capacityBytes, spareBytes: spare)
                guard let coarse = problem.byBisection(.slowestStage, steps: 64) else {
                    #expect(last == .infinity)
                    continue
                }
                #expect(coarse.bytes <= problem.poolBytes)
                #expect(coarse.slowestSeconds <= last)
                last = coarse.slowestSeconds
                let fine = try #require(problem.byBisection(.slowestStage))
                #expect(fine.slowestSeconds == coarse.slowestSeconds)
                #expect(fine.totalSeconds <= coarse.totalSeconds * (1 + 1e-12))
                #expect(coarse.totalSeconds <= fine.totalSeconds * 1.02)
            }
        }
    }

    @Test func paretoFrontHoldsWhatNothingBeats() {
        var random = SplitMix(3)
        for _ in 0..<200 {
            let options = (0..<12).map { _ in
                StageOption(
                    bytes: Double(Int.random(in: 0..<10, using: &random)),
                    seconds: Double(Int.random(in: 0..<10, using: &random)))
            }
            let front = StageOption.paretoFront(options)
            let expected = Set(
                options.filter { option in
                    !options.contains {
                        $0.bytes <= option.bytes && $0.seconds <= option.seconds && $0 != option
                    }
                })
            #expect(Set(front) == expected && front.count == expected.count)
            #expect(zip(front, front.dropFirst()).allSatisfy { $0.seconds < $1.seconds && $0.bytes > $1.bytes })
        }
    }

    /// Whole numbers, so that ties occur and sums are exact.
    static func problem(_ random: inout SplitMix, stages: Int, options: Int) -> GlobalRecompute {
        let choices = (0..<stages).map { _ in
            (0..<options).map { _ in
                StageOption(
                    bytes: Double(Int.random(in: 1...30, using: &random)),
                    seconds: Double(Int.random(in: 1...20, using: &random)))
            }
        }
        return GlobalRecompute(
            options: choices, capacityBytes: Double(Int.random(in: 2...24, using: &random)),
            spareBytes: Bool.random(using: &random) ? Double(Int.random(in: 0...20, using: &random)) : 0)
    }

    static func bruteForce(
        _ problem: GlobalRecompute, _ objective: GlobalRecompute.Objective
    ) -> GlobalRecompute.Choice? {
        var all: [[Int]] = [[]]
        for stage in problem.options { all = all.flatMap { one in stage.indices.map { one + [$0] } } }
        return all.map(problem.choice).filter { $0.bytes <= problem.poolBytes }
            .min { value($0, objective).lexicographicallyPrecedes(value($1, objective)) }
    }

    static func value(_ choice: GlobalRecompute.Choice, _ objective: GlobalRecompute.Objective) -> [Double] {
        switch objective {
        case .slowestStage: [choice.slowestSeconds, choice.totalSeconds]
        case .pipeline(let count): [Double(count - 1) * choice.slowestSeconds + choice.totalSeconds]
        }
    }
}
