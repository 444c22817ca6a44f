import Foundation
import FoundationXML
import Reporting
import Testing
import WaferSimulator

/// Tables and picture of dies and links.
@Suite struct WaferMapTests {
    private func text(_ write: (String) throws -> Void) throws -> String {
        let path = NSTemporaryDirectory() + "/ingot-map-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write(path)
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    /// The lines of a CSV without its header.
    private func rows(_ csv: String, header: String) throws -> [[Double]] {
        #expect(csv.hasSuffix("\r\n"))
        var lines = csv.components(separatedBy: "\r\n").dropLast()
        #expect(lines.removeFirst() == header)
        return try lines.map { line in try line.split(separator: ",").map { try #require(Double($0)) } }
    }

    @Test("The table of links has every link with its bytes, and their share of what it can carry")
    func links() throws {
        let record = SampleIteration(wafers: 2).record()
        let rows = try rows(
            try text { try MapTables.writeLinks(of: record, to: $0) },
            header: "wafer,x,y,to_wafer,to_x,to_y,bytes,utilisation")
        #expect(rows.count == record.links.count)
        // A grid of 8 x 7 has 7 x 7 + 8 x 6 neighbours, each with a link each way.
        #expect(rows.count == 2 * 2 * (7 * 7 + 8 * 6) + 2)
        for (row, link) in zip(rows, record.links) {
            let places = [link.wafer, link.x, link.y, link.toWafer, link.toX, link.toY].map(Double.init)
            #expect(Array(row.prefix(6)) == places && row[6] == link.bytes)
            #expect(abs(row[7] * link.bytesPerSecond * record.iterationSeconds - link.bytes) <= 1e-12 * link.bytes)
        }
    }

    @Test("The table of dies has every die once, with what it draws")
    func dies() throws {
        let record = SampleIteration(stages: 5, replicas: 2).record()
        let rows = try rows(
            try text { try MapTables.writeDies(of: record, to: $0) }, header: "wafer,x,y,stage,replica,power_w")
        #expect(rows == record.dies.map { [$0.wafer, $0.x, $0.y, $0.stage, $0.replica].map(Double.init) + [$0.watts] })
        #expect(Set(rows.map { Array($0.prefix(3)) }).count == 56)
    }

    /// What stands in a picture: texts, tooltips, arrows and lines.
    private final class Reader: NSObject, XMLParserDelegate {
        var texts: [String] = []
        var titles: [String] = []
        var counts: [String: Int] = [:]
        var numbers: [Double] = []
        private var current = ""

        func parser(
            _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            counts[element, default: 0] += 1
            current = ""
            for name in ["x", "y", "width", "height", "font-size"] {
                if let text = attributes[name] { numbers.append(Double(text) ?? .nan) }
            }
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) { current += text }

        func parser(
            _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
        ) {
            if element == "text" { texts.append(current) }
            if element == "title" { titles.append(current) }
        }
    }

    @Test(
        "The picture is an SVG with every die and every link, and numbers with units",
        arguments: [
            SampleIteration(), SampleIteration(wafers: 3, stages: 14, replicas: 2),
            SampleIteration(diesX: 20, diesY: 20, groupWidth: 4, groupHeight: 2, stages: 12, replicas: 4),
            SampleIteration(diesX: 30, diesY: 20, groupWidth: 5, groupHeight: 2, stages: 60),
            SampleIteration(diesX: 1, diesY: 1, groupWidth: 1, groupHeight: 1, stages: 1),
        ])
    func picture(_ sample: SampleIteration) throws {
        let record = sample.record()
        let svg = try text { try WaferPicture.write(record, title: "a < b & c", to: $0) }
        let reader = Reader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        #expect(parser.parse() && reader.numbers.allSatisfy(\.isFinite))
        #expect(reader.texts.first == "a < b & c")
        #expect(reader.titles.filter { $0.contains("die (") }.count == record.dies.count)
        #expect(
            reader.titles.filter { $0.contains("% of the time") }.count == record.links.filter { isDrawn($0) }.count)
        #expect(reader.texts.contains { $0.hasPrefix("iteration ") && $0.contains("s") && $0.contains("W") })
        #expect(reader.texts.contains("power of a die, mean of the iteration, W"))
        #expect(reader.texts.contains("use of a link, % of the time"))
        for stage in 0..<sample.stages {
            let dies = record.dies.filter { $0.stage == stage }
            #expect(reader.texts.filter { $0 == "\(stage)" }.count >= dies.count)
        }
        // Nothing that could not be drawn.
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    /// Links between wafers that are not side by side stand in words below them.
    private func isDrawn(_ link: IterationRecord.Link) -> Bool {
        link.wafer == link.toWafer || link.wafer / 2 == link.toWafer / 2
    }

    @Test("Links that carry nothing and dies that all draw alike can be drawn")
    func empty() throws {
        var record = SampleIteration(stages: 14).record()
        for index in record.links.indices { record.links[index].bytes = 0 }
        for index in record.dies.indices { record.dies[index].watts = 100 }
        let svg = try text { try WaferPicture.write(record, title: "idle", to: $0) }
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        record.dies = []
        record.links = []
        #expect(try text { try WaferPicture.write(record, title: "nothing", to: $0) }.contains("</svg>"))
    }
}
