import BayesianOptimization
import Campaign
import Foundation
import SearchSpace
import Testing

@testable import Reporting

/// The CSV files that scripts and notebooks read.
@Suite struct ParetoCSVTests {
    /// The records of a text by the grammar of RFC 4180, section 2; `nil` where it is broken.
    private func parsed(_ text: String) -> [[String]]? {
        var records: [[String]] = []
        var record: [String] = []
        var cell = String.UnicodeScalarView()
        var scalars = Array(text.unicodeScalars)[...]
        var isQuoted = false
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\"" where isQuoted:
                if scalars.first == "\"" {
                    cell.append(scalars.removeFirst())
                } else {
                    isQuoted = false
                    guard scalars.first == "," || scalars.first == "\r" else { return nil }
                }
            case _ where isQuoted: cell.append(scalar)
            case "\"":
                guard cell.isEmpty else { return nil }
                isQuoted = true
            case ",", "\r":
                record.append(String(cell))
                cell = .init()
                if scalar == "\r" {
                    guard scalars.popFirst() == "\n" else { return nil }
                    records.append(record)
                    record = []
                }
            case "\n": return nil
            default: cell.append(scalar)
            }
        }
        return isQuoted || !record.isEmpty || !cell.isEmpty ? nil : records
    }

    @Test("Every cell of every trial reads back by RFC 4180, whatever stands in it")
    func allTrialsReadBack() async throws {
        let summary = try await SampleCampaign.finished().summary
        let records = try #require(parsed(ParetoCSV.allTrials(summary)))
        #expect(
            records.first == [
                "trial", "fidelity", "feasible", "speed \"best\"", "power", "heat", "x", "w,idth", "flow", "depth",
                "cost", "seed", "campaign", "ingot_version", "status", "pareto", "reason",
            ])
        #expect(records.count == 61)
        let front = Set(summary.front.map(\.number))
        for (record, trial) in zip(records.dropFirst(), summary.trials) {
            #expect(record.count == 17)
            #expect(record[0] == "\(trial.number)" && record[1] == "high" && record[2] == "\(trial.isFeasible)")
            let figures = trial.objectives + trial.constraints
            #expect(record[3..<6].map(Double.init) == (figures.isEmpty ? [nil, nil, nil] : figures.map { $0 }))
            #expect(Double(record[6]) == trial.candidate.values[0]?.number)
            #expect(Double(record[7]) == trial.candidate.values[1]?.number)
            #expect(trial.candidate.values[2] == .string(record[8]))
            #expect(record[9] == (trial.candidate.values[3].map { "\($0)" } ?? ""))
            #expect(record[9].isEmpty == (record[8] != "plain"))
            #expect(record[10] == "1" && UInt64(record[11]) == trial.seed)
            #expect(record[12] == "commas, \"quotes\" and é" && record[13] == SoftwareVersion.current)
            #expect(record[14] == trial.state.rawValue && record[15] == "\(front.contains(trial.number))")
            #expect(record[16] == trial.reason)
        }
        #expect(records.contains { $0[16] == SampleCampaign.Evaluator.awkward })
        #expect(Set(records.dropFirst().map { $0[14] }) == ["completed", "infeasible", "failed"])
    }

    @Test("The front's rows are the feasible trials that no other dominates, by number, without the last columns")
    func frontRows() async throws {
        let summary = try await SampleCampaign.finished().summary
        let records = try #require(parsed(ParetoCSV.front(summary)))
        #expect(records.first?.count == 14 && records.first?.last == "ingot_version")
        let feasible = summary.trials.filter(\.isFeasible)
        let expected = feasible.filter { trial in
            !feasible.contains { other in
                let (a, b) = (other.objectives, trial.objectives)
                return a[0] >= b[0] && a[1] <= b[1] && (a[0] > b[0] || a[1] < b[1])
            }
        }
        #expect(expected.count >= 2)
        #expect(records.dropFirst().map { $0[0] } == expected.map { "\($0.number)" })
        #expect(records.dropFirst().allSatisfy { $0[2] == "true" })
    }

    @Test("A second export is the same, and so is that of the same campaign run again")
    func repeats() async throws {
        let first = try await SampleCampaign.finished().summary
        let second = try await SampleCampaign.finished().summary
        #expect(ParetoCSV.allTrials(first) == ParetoCSV.allTrials(first))
        #expect(ParetoCSV.allTrials(first) == ParetoCSV.allTrials(second))
        #expect(ParetoCSV.front(first) == ParetoCSV.front(second))
    }

    @Test("A campaign without a feasible trial has a header and nothing else")
    func emptyFront() async throws {
        let yaml = SampleCampaign.yaml.replacingOccurrences(of: "at_most: 60", with: "at_most: -1")
        let summary = try await SampleCampaign.finished(yaml: yaml).summary
        #expect(try #require(parsed(ParetoCSV.front(summary))).count == 1)
        #expect(CampaignTables.front(summary) == "no feasible trial at the target fidelity yet")
    }

    @Test("A number reads back to the same bits, in the shortest digits")
    func numbers() {
        var generator = RandomGenerator(seed: 9)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            let text = Quantity.shortest(value)
            #expect(Double(text)?.bitPattern == value.bitPattern)
            #expect(!text.contains(",") && !text.hasSuffix(".0"))
        }
        let expected = [
            (0.1, "0.1"), (1, "1"), (-3, "-3"), (1e22, "1e+22"), (123456.5, "123456.5"), (0.001, "0.001"), (2.5, "2.5"),
        ]
        for (value, text) in expected { #expect(Quantity.shortest(value) == text) }
    }
}
