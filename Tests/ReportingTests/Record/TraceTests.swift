import Foundation
@testable import Reporting
import Testing
import WaferSimulator
import _IngotTestSupport

/// The file that Perfetto and chrome://tracing open, read back as JSON.
@Suite struct TraceTests {
    /// An event as the format defines it; times in microseconds.
    private struct Event: Decodable {
        struct Arguments: Decodable {
            var name: String?
            var sortIndex: Int?
            var microBatch: Int?
            var stage: Int?
            var replica: Int?
            var bytes: Double?
            var rate: Double?

            enum CodingKeys: String, CodingKey {
                case name, sortIndex, microBatch, stage, replica, bytes
                case rate = "GB/s"
            }
        }

        var ph: String
        var name: String
        var cat: String?
        var pid: Int
        var tid: Int
        var ts: Double?
        var dur: Double?
        var args: Arguments
    }

    private struct File: Decodable {
        struct Other: Decodable {
            var title: String
            var iterationS: Double
            var spans: Int
            var spansWithoutATime: Int
        }

        var displayTimeUnit: String
        var otherData: Other
        var traceEvents: [Event]
    }

    private func written(_ record: IterationRecord, title: String = "a design") throws -> File {
        let path = NSTemporaryDirectory() + "/ingot-trace-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TraceWriter.write(record, title: title, to: path)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(File.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Spans at random, many of which overlap in part.
    private func jumble(seed: UInt64, count: Int) -> IterationRecord {
        var generator = SplitMix(seed)
        var record = IterationRecord()
        record.iterationSeconds = 1
        for _ in 0..<count {
            guard let activity = IterationRecord.Activity.allCases.randomElement(using: &generator) else { continue }
            let start = Double.random(in: 0...1, using: &generator)
            record.spans.append(
                IterationRecord.Span(
                    activity, stage: Int.random(in: 0...1, using: &generator),
                    replica: Int.random(in: 0...1, using: &generator),
                    microBatch: Int.random(in: -1...9, using: &generator), start: start,
                    end: start + Double.random(in: 0...0.05, using: &generator),
                    bytes: Double.random(in: 0...1e12, using: &generator)))
        }
        return record
    }

    @Test("Every span is there once, with its times in microseconds", arguments: [1, 2])
    func complete(replicas: Int) throws {
        let record = SampleIteration(stages: 5, replicas: replicas).record()
        let file = try written(record, title: "a \"title\"\n\\ of é")
        #expect(file.displayTimeUnit == "ms" && file.otherData.title == "a \"title\"\n\\ of é")
        #expect(file.otherData.iterationS == record.iterationSeconds)
        #expect(file.otherData.spans == record.spans.count && file.otherData.spansWithoutATime == 0)
        /// A span in whole nanoseconds.
        struct Told: Hashable {
            var name: String
            var stage: Int
            var replica: Int
            var microBatch: Int
            var start: Int
            var nanoseconds: Int
            var bytes: Double
        }
        func nanoseconds(_ seconds: Double) -> Int { Int((seconds * 1e9).rounded()) }
        var wanted: [Told: Int] = [:]
        for span in record.spans {
            let told = Told(
                name: span.activity.rawValue, stage: span.stage, replica: span.replica, microBatch: span.microBatch,
                start: nanoseconds(span.start), nanoseconds: nanoseconds(span.end) - nanoseconds(span.start),
                bytes: span.bytes)
            wanted[told, default: 0] += 1
        }
        for event in file.traceEvents where event.ph == "X" {
            let told = Told(
                name: event.cat ?? "", stage: try #require(event.args.stage), replica: try #require(event.args.replica),
                microBatch: event.args.microBatch ?? -1, start: nanoseconds(try #require(event.ts) * 1e-6),
                nanoseconds: nanoseconds(try #require(event.dur) * 1e-6), bytes: event.args.bytes ?? 0)
            wanted[told, default: 0] -= 1
        }
        #expect(wanted.values.allSatisfy { $0 == 0 })
    }

    @Test("Spans of one thread nest, whatever overlaps", arguments: [0, 1, 2, 3, 4])
    func nesting(seed: Int) throws {
        let record =
            seed == 0 ? SampleIteration(stages: 7, replicas: 2).record() : jumble(seed: UInt64(seed), count: 400)
        let file = try written(record)
        var threads: [[Int]: [Event]] = [:]
        for event in file.traceEvents where event.ph == "X" {
            threads[[event.pid, event.tid], default: []].append(event)
        }
        #expect(threads.values.reduce(0) { $0 + $1.count } == record.spans.count)
        for thread in threads.values {
            // Of two spans one holds the other, or they are apart; in nanoseconds, as viewers compare them.
            let times = try thread.map { event in
                let start = (try #require(event.ts) * 1000).rounded()
                return (start: start, end: start + (try #require(event.dur) * 1000).rounded())
            }
            for (index, one) in times.enumerated() {
                for other in times[(index + 1)...] {
                    let areApart = one.end <= other.start || other.end <= one.start
                    let holds = (one.start <= other.start && other.end <= one.end)
                    let isHeld = (other.start <= one.start && one.end <= other.end)
                    #expect(areApart || holds || isHeld)
                }
            }
        }
    }

    @Test("Operators and collectives stand in the thread of their pass, transfers in threads of their own")
    func threads() throws {
        let record = SampleIteration(stages: 4).record()
        let file = try written(record)
        var names: [[Int]: String] = [:]
        var processes: [Int: String] = [:]
        var order: [[Int]: Int] = [:]
        for event in file.traceEvents where event.ph == "M" {
            switch event.name {
            case "thread_name": names[[event.pid, event.tid]] = event.args.name
            case "thread_sort_index": order[[event.pid, event.tid]] = event.args.sortIndex
            case "process_name": processes[event.pid] = event.args.name
            default: #expect(event.name == "process_sort_index")
            }
        }
        #expect(Set(processes.values) == ["replica 0", "links", "DRAM traffic between dies"])
        #expect(Set(order.keys) == Set(names.keys) && Set(order.values).count == order.count)
        for event in file.traceEvents where event.ph == "X" {
            let thread = try #require(names[[event.pid, event.tid]])
            let stage = try #require(event.args.stage)
            let activity = try #require(event.cat)
            switch activity {
            case "transfer": #expect(thread.hasPrefix("stage \(stage) transfers"))
            case "memory": #expect(processes[event.pid] == "DRAM traffic between dies")
            default: #expect(thread == "stage \(stage)" && processes[event.pid] == "replica 0")
            }
            if ["forward", "backward", "transfer"].contains(activity) {
                #expect(event.name == "\(activity) \(try #require(event.args.microBatch))")
            }
        }
    }

    @Test("The counters of the links hold all bytes of the spans")
    func counters() throws {
        let record = jumble(seed: 9, count: 300)
        let file = try written(record)
        for activity in IterationRecord.Activity.allCases {
            let bytes = record.spans.reduce(0.0) { $1.activity == activity ? $0 + $1.bytes : $0 }
            let samples = file.traceEvents.filter { $0.ph == "C" && $0.name == "\(activity.rawValue) per stage" }
            var sum = 0.0
            for (one, next) in zip(samples, samples.dropFirst()) {
                sum += try #require(one.args.rate) * 1e9 * (try #require(next.ts) - (try #require(one.ts))) * 1e-6
            }
            // Two stages of two replicas.
            #expect(abs(sum * 4 - bytes) <= 1e-6 * bytes, "\(activity)")
            #expect(samples.last?.args.rate ?? 0 == 0)
        }
    }

    @Test("Times that are no numbers or run backwards are counted and left out")
    func noTime() throws {
        var record = jumble(seed: 5, count: 20)
        record.spans[3].start = .nan
        record.spans[4].end = .infinity
        record.spans[5].end = record.spans[5].start - 1e-3
        let file = try written(record)
        #expect(file.otherData.spans == 17 && file.otherData.spansWithoutATime == 3)
    }
}
