import WaferSimulator

/// An iteration made up for tests: 1F1B over groups that stand in a snake on a grid of dies, with numbers that look
/// like those of a real one.
struct SampleIteration {
    var diesX = 8
    var diesY = 7
    var wafers = 1
    var groupWidth = 2
    var groupHeight = 2
    var stages = 14
    var replicas = 1
    var microBatches = 12
    /// Whether each pass has a span for each of its layers' operators and collectives.
    var layers = 2

    /// The iteration, the same every time.
    func record() -> IterationRecord {
        var record = IterationRecord()
        (record.diesX, record.diesY, record.wafers) = (diesX, diesY, wafers)
        play(into: &record)
        record.spans.sort { ($0.end, $0.stage) < ($1.end, $1.stage) }
        place(into: &record)
        return record
    }

    // Seconds of one layer's operators, of its collective, and of a hand-over.
    let operators = 1e-3
    let tensor = 0.4e-3
    let transfer = 0.3e-3

    /// One forward, one backward: a stage is a micro-batch ahead of the next for each stage behind it.
    private func play(into record: inout IterationRecord) {
        for replica in 0..<replicas {
            var arrived = [[Double]](repeating: [Double](repeating: .infinity, count: 2 * microBatches), count: stages)
            for batch in 0..<microBatches { arrived[0][batch] = 0 }
            let orders = (0..<stages).map { stage -> [Int] in
                let ahead = min(microBatches, stages - 1 - stage)
                var order = Array(0..<ahead)
                for batch in 0..<microBatches {
                    if batch + ahead < microBatches { order.append(batch + ahead) }
                    order.append(microBatches + batch)
                }
                return order
            }
            var (next, free) = ([Int](repeating: 0, count: stages), [Double](repeating: 0, count: stages))
            var stalls = (0..<stages).map { IterationRecord.Stalls(stage: $0, replica: replica) }
            while let stage = (0..<stages).first(where: {
                next[$0] < orders[$0].count && arrived[$0][orders[$0][next[$0]]] < .infinity
            }) {
                let pass = orders[stage][next[stage]]
                next[stage] += 1
                let begin = max(free[stage], arrived[stage][pass])
                let (isForward, batch) = (pass < microBatches, pass % microBatches)
                func span(_ activity: IterationRecord.Activity, _ start: Double, _ end: Double, bytes: Double = 0) {
                    record.spans.append(
                        IterationRecord.Span(
                            activity, stage: stage, replica: replica, microBatch: batch, start: start, end: end,
                            bytes: bytes))
                }
                if begin > free[stage] {
                    span(.bubble, free[stage], begin)
                    stalls[stage].bubble += begin - free[stage]
                }
                var time = begin
                for _ in 0..<layers {
                    let seconds = operators * (isForward ? 1 : 2)
                    span(.operators, time, time + seconds)
                    span(.tensor, time + seconds, time + seconds + tensor, bytes: 2e8)
                    time += seconds + tensor
                    stalls[stage].compute += seconds
                    stalls[stage].tensor += tensor
                }
                span(isForward ? .forward : .backward, begin, time)
                free[stage] = time
                let target = isForward ? stage + 1 : stage - 1
                if target >= 0, target < stages {
                    span(.transfer, time, time + transfer, bytes: 1e8)
                    span(.memory, time, time + 3 * transfer, bytes: 5e7)
                    arrived[target][pass] = time + transfer
                } else if isForward {
                    arrived[stage][pass + microBatches] = time
                }
            }
            for stage in 0..<stages {
                let end = (free.max() ?? 0) + 2e-3
                record.iterationSeconds = max(record.iterationSeconds, end)
                for (activity, start, end) in [
                    (IterationRecord.Activity.bubble, free[stage], end - 2e-3), (.optimizer, end - 2e-3, end),
                ] {
                    record.spans.append(
                        IterationRecord.Span(activity, stage: stage, replica: replica, start: start, end: end))
                }
                stalls[stage].bubble += end - 2e-3 - free[stage]
                stalls[stage].optimizer = 2e-3
            }
            record.stalls += stalls
        }
    }

    /// Dies with their stage, and links that carry more the nearer they are to the middle.
    private func place(into record: inout IterationRecord) {
        let (columns, rows) = (diesX / groupWidth, diesY / groupHeight)
        for wafer in 0..<wafers {
            for y in 0..<diesY {
                for x in 0..<diesX {
                    let (column, row) = (x / groupWidth, y / groupHeight)
                    let along = row.isMultiple(of: 2) ? column : columns - 1 - column
                    let slot = wafer * columns * rows + row * columns + along
                    let isUsed = column < columns && row < rows && slot < stages * replicas
                    let stage = isUsed ? slot % stages : -1
                    let watts = isUsed ? 240 + 35 * Double((stage * 7) % 5) / 5 + (stage == stages - 1 ? 40 : 0) : 62
                    record.dies.append(
                        IterationRecord.Die(
                            wafer: wafer, x: x, y: y, stage: stage, replica: isUsed ? slot / stages : -1, watts: watts))
                    for (right, down) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                        let (toX, toY) = (x + right, y + down)
                        guard (0..<diesX).contains(toX), (0..<diesY).contains(toY) else { continue }
                        let isInside = toX / groupWidth == column && toY / groupHeight == row
                        let isOnWalk = toY / groupHeight == row && right > 0
                        let share = !isUsed ? 0 : isInside ? 0.38 : isOnWalk ? 0.11 : down > 0 ? 0.04 : 0
                        let bytes = share * (1 + 0.2 * Double((x * 5 + y * 3) % 7)) * 1e12 * record.iterationSeconds
                        record.links.append(
                            IterationRecord.Link(
                                wafer: wafer, x: x, y: y, toWafer: wafer, toX: toX, toY: toY, bytes: bytes,
                                bytesPerSecond: 1e12))
                    }
                }
            }
            for other in [wafer - 1, wafer + 1] where (0..<wafers).contains(other) {
                record.links.append(
                    IterationRecord.Link(
                        wafer: wafer, x: -1, y: -1, toWafer: other, toX: -1, toY: -1,
                        bytes: (other > wafer ? 0.31 : 0.12) * 1.8e12 * record.iterationSeconds, bytesPerSecond: 1.8e12)
                )
            }
        }
    }
}
