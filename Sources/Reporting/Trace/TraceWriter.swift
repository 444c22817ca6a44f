public import WaferSimulator

/// Writes what happened when in an iteration, for Perfetto and `chrome://tracing`.
///
/// The file is a JSON object in the Trace Event format (Google, "Trace Event Format"): complete events (`X`) with
/// times in microseconds to the nanosecond, counters (`C`), and metadata (`M`) that names and orders processes and
/// threads. A process stands for a replica, with a thread for the passes of each stage and threads for what it sends
/// beside them; two more hold traffic on links and DRAM traffic between dies.
public enum TraceWriter {
    /// Writes a trace to a file, replacing what is there.
    ///
    /// - Parameters:
    ///   - record: An iteration with its spans.
    ///   - title: What was played, for the metadata of the file.
    ///   - path: The file.
    /// - Throws: `FileOutput.Failure` when it cannot be written.
    /// - Complexity: O(spans * log(spans)); the text is never held in memory.
    public static func write(_ record: IterationRecord, title: String, to path: String) throws(FileOutput.Failure) {
        let lanes = TraceLanes(record.spans)
        let timeline = LinkTimeline(record)
        try FileOutput.write(to: path) { sink in
            sink.append("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"title\":")
            sink.appendQuoted(title)
            sink.append(",\"iteration_s\":")
            sink.append(number(record.iterationSeconds))
            sink.append(",\"spans\":")
            sink.append(lanes.events.count)
            sink.append(",\"spans_without_a_time\":")
            sink.append(lanes.leftOut)
            sink.append("},\"traceEvents\":[")
            var isFirst = true
            writeNames(lanes, timeline, to: &sink, isFirst: &isFirst)
            for event in lanes.events { write(event, of: record, lanes, to: &sink, isFirst: &isFirst) }
            writeCounters(timeline, record, lanes, to: &sink, isFirst: &isFirst)
            sink.append("\n]}\n")
        }
    }

    /// Processes: the replicas from 1, then links, then DRAM; 0 is a viewer's own.
    private static func process(_ lane: TraceLanes.Lane, _ lanes: TraceLanes) -> Int {
        lane.kind == .memory ? linkProcess(lanes) + 1 : lane.replica + 1
    }

    private static func linkProcess(_ lanes: TraceLanes) -> Int { lanes.replicas + 1 }

    private static func begin(_ sink: inout FileSink, isFirst: inout Bool) {
        sink.append(isFirst ? "\n" : ",\n")
        isFirst = false
    }

    private static func write(
        _ event: TraceLanes.Event, of record: IterationRecord, _ lanes: TraceLanes, to sink: inout FileSink,
        isFirst: inout Bool
    ) {
        let span = record.spans[event.span]
        let name = span.activity.rawValue
        begin(&sink, isFirst: &isFirst)
        sink.append("{\"ph\":\"X\",\"name\":\"")
        sink.append(name)
        switch span.activity {
        case .forward, .backward, .transfer:
            if span.microBatch >= 0 {
                sink.append(" ")
                sink.append(span.microBatch)
            }
        default: break
        }
        sink.append("\",\"cat\":\"")
        sink.append(name)
        sink.append("\",\"pid\":")
        sink.append(process(lanes.lanes[event.lane], lanes))
        sink.append(",\"tid\":")
        sink.append(event.lane + 1)
        sink.append(",\"ts\":")
        sink.append(event.start, decimals: 3)
        sink.append(",\"dur\":")
        sink.append(event.end - event.start, decimals: 3)
        sink.append(",\"args\":{\"stage\":")
        sink.append(span.stage)
        sink.append(",\"replica\":")
        sink.append(span.replica)
        if span.microBatch >= 0 {
            sink.append(",\"micro_batch\":")
            sink.append(span.microBatch)
            sink.append(",\"chunk\":")
            sink.append(span.chunk)
        }
        if span.bytes > 0, span.bytes.isFinite {
            sink.append(",\"bytes\":")
            sink.append(number(span.bytes))
        }
        sink.append("}}")
    }

    private static func writeNames(
        _ lanes: TraceLanes, _ timeline: LinkTimeline, to sink: inout FileSink, isFirst: inout Bool
    ) {
        let links = linkProcess(lanes)
        var named: Set<Int> = []
        if !timeline.rates.isEmpty {
            name(process: links, "links", to: &sink, isFirst: &isFirst)
        }
        for (index, lane) in lanes.lanes.enumerated() {
            let process = process(lane, lanes)
            if named.insert(process).inserted {
                let text = lane.kind == .memory ? "DRAM traffic between dies" : "replica \(lane.replica)"
                name(process: process, text, to: &sink, isFirst: &isFirst)
            }
            let what =
                switch lane.kind {
                case .passes: ""
                case .exchange: " exchange"
                case .transfers: " transfers"
                case .memory: lanes.replicas > 1 ? " replica \(lane.replica)" : ""
                }
            let text = "stage \(lane.stage)\(what)\(lane.number > 0 ? " (\(lane.number + 1))" : "")"
            metadata("thread_name", process: process, thread: index + 1, to: &sink, isFirst: &isFirst)
            sink.append("\"name\":")
            sink.appendQuoted(text)
            sink.append("}}")
            metadata("thread_sort_index", process: process, thread: index + 1, to: &sink, isFirst: &isFirst)
            sink.append("\"sort_index\":")
            sink.append(index + 1)
            sink.append("}}")
        }
    }

    private static func name(process: Int, _ text: String, to sink: inout FileSink, isFirst: inout Bool) {
        metadata("process_name", process: process, thread: 0, to: &sink, isFirst: &isFirst)
        sink.append("\"name\":")
        sink.appendQuoted(text)
        sink.append("}}")
        metadata("process_sort_index", process: process, thread: 0, to: &sink, isFirst: &isFirst)
        sink.append("\"sort_index\":")
        sink.append(process)
        sink.append("}}")
    }

    private static func metadata(
        _ kind: String, process: Int, thread: Int, to sink: inout FileSink, isFirst: inout Bool
    ) {
        begin(&sink, isFirst: &isFirst)
        sink.append("{\"ph\":\"M\",\"name\":\"")
        sink.append(kind)
        sink.append("\",\"pid\":")
        sink.append(process)
        sink.append(",\"tid\":")
        sink.append(thread)
        sink.append(",\"args\":{")
    }

    /// Gigabytes a second on the busiest links of what is under way, in the mean of all stages.
    private static func writeCounters(
        _ timeline: LinkTimeline, _ record: IterationRecord, _ lanes: TraceLanes, to sink: inout FileSink,
        isFirst: inout Bool
    ) {
        let width = record.iterationSeconds / Double(LinkTimeline.parts)
        let process = linkProcess(lanes)
        for (activity, rates) in timeline.rates {
            var last = -1.0
            for part in 0...rates.count {
                let rate = part < rates.count ? rates[part] : 0
                guard rate != last, let time = Int(exactly: (Double(part) * width * 1e9).rounded()) else { continue }
                last = rate
                begin(&sink, isFirst: &isFirst)
                sink.append("{\"ph\":\"C\",\"name\":\"")
                sink.append(activity.rawValue)
                sink.append(" per stage\",\"pid\":")
                sink.append(process)
                sink.append(",\"tid\":0,\"ts\":")
                sink.append(time, decimals: 3)
                sink.append(",\"args\":{\"GB/s\":")
                sink.append(number(rate / 1e9))
                sink.append("}}")
            }
        }
    }

    private static func number(_ value: Double) -> String {
        if let whole = Int(exactly: value) { return String(whole) }
        return value.isFinite ? "\(value)" : "null"
    }
}
