import Reporting
import Testing
import WaferSimulator

/// The table of where each stage's time goes.
@Suite struct StallTableTests {
    private func record(stages: Int, replicas: Int, change: (inout IterationRecord.Stalls) -> Void) -> IterationRecord {
        var record = IterationRecord()
        record.iterationSeconds = 8
        for replica in 0..<replicas {
            for stage in 0..<stages {
                var stalls = IterationRecord.Stalls(stage: stage, replica: replica)
                change(&stalls)
                stalls.compute = 8 - stalls.total
                record.stalls.append(stalls)
            }
        }
        return record
    }

    private func lines(_ record: IterationRecord) -> [[String]] {
        StallTable.text(record).split(separator: "\n").dropFirst().map { line in
            line.split(separator: " ").map(String.init)
        }
    }

    @Test("Stages with the same shares are one line, and causes that nobody has no column")
    func groups() {
        let table = lines(
            record(stages: 6, replicas: 1) {
                $0.tensor = 1
                $0.bubble = [0, 5].contains($0.stage) ? 2 : 0.5
            })
        #expect(
            table == [
                ["stages", "compute", "tensor", "bubble"],
                ["0,", "5", "62.5", "12.5", "25.0"],
                ["1-4", "81.2", "12.5", "6.2"],
            ])
    }

    @Test("Replicas that fare alike are one line, others have their own")
    func replicas() {
        let table = lines(
            record(stages: 3, replicas: 3) {
                $0.transfer = $0.stage == 2 ? ($0.replica == 1 ? 4 : 2) : 0
            })
        #expect(
            table == [
                ["stages", "replicas", "compute", "transfer"],
                ["0-1", "all", "100.0", "0.0"],
                ["2", "0,", "2", "75.0", "25.0"],
                ["2", "1", "50.0", "50.0"],
            ])
    }
}
