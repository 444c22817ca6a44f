/// The order in which Hyperband visits fidelities: brackets of successive halving over the levels.
///
/// With levels 0...L and a reduction factor e, bracket s (from L down to 0, then again) begins with
/// ceil((L + 1) / (s + 1) e^s) candidates at level L - s and passes the best 1/e of each rung on to the next level, up
/// to the target (L. Li, K. Jamieson, G. DeSalvo, A. Rostamizadeh and A. Talwalkar, "Hyperband: a novel bandit-based
/// approach to hyperparameter optimization", JMLR 18, 2018, algorithm 1, with a level in place of each resource).
struct HyperbandSchedule: Sendable {
    /// One trial's place in the schedule.
    struct Slot: Sendable, Hashable {
        /// The level to evaluate at.
        let level: Int
        /// The trials of the rung below in the same bracket, whose best are passed on; `nil` in the first rung.
        let candidates: Range<Int>?
        /// The trials of the same rung and bracket.
        let rung: Range<Int>
    }

    /// How many levels there are.
    let levelCount: Int
    /// The rungs of one round of all brackets, in order, with the trial at which each begins.
    private let rungs: [(level: Int, isFirst: Bool, start: Int, count: Int)]
    /// How many trials a round has.
    let roundLength: Int

    init(levelCount: Int, reduction: Int) {
        self.levelCount = levelCount
        var rungs: [(level: Int, isFirst: Bool, start: Int, count: Int)] = []
        var start = 0
        for bracket in (0..<levelCount).reversed() {
            var power = 1
            for _ in 0..<bracket { power *= reduction }
            var count = (levelCount * power + bracket) / (bracket + 1)
            for rung in 0...bracket {
                rungs.append((levelCount - 1 - bracket + rung, rung == 0, start, count))
                start += count
                count = max(1, count / reduction)
            }
        }
        self.rungs = rungs
        roundLength = start
    }

    /// The place of a trial.
    func slot(of trial: Int) -> Slot {
        let base = trial / roundLength * roundLength
        var place = rungs.count - 1
        while place > 0, base + rungs[place].start > trial { place -= 1 }
        func range(_ index: Int) -> Range<Int> {
            (base + rungs[index].start)..<(base + rungs[index].start + rungs[index].count)
        }
        let rung = rungs[place]
        return Slot(level: rung.level, candidates: rung.isFirst ? nil : range(place - 1), rung: range(place))
    }
}
