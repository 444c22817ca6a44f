import Foundation

/// The keys of a JSON text, which a decoder that keeps one value for each key no longer shows.
enum JSONKeys {
    private enum Place {
        case key
        case value
        case list
    }

    /// The first key that one object has twice; `nil` where none has.
    ///
    /// - Parameter bytes: A text that a JSON decoder has taken; of any other the answer says nothing.
    static func repeated(in bytes: [UInt8]) -> String? {
        var open: [(place: Place, keys: Set<String>)] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"): open.append((.key, []))
            case UInt8(ascii: "["): open.append((.list, []))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case UInt8(ascii: ","): if open.last?.place == .value { open[open.count - 1].place = .key }
            case UInt8(ascii: "\""):
                let end = end(ofStringAt: index, in: bytes)
                if open.last?.place == .key {
                    let key = text(bytes[index..<end])
                    guard open[open.count - 1].keys.insert(key).inserted else { return key }
                    open[open.count - 1].place = .value
                }
                index = end
                continue
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Where a string with its quotation marks ends.
    private static func end(ofStringAt start: Int, in bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    /// What a string with its quotation marks stands for.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.contains(UInt8(ascii: "\\")), let text = try? JSONDecoder().decode(String.self, from: Data(bytes)) {
            return text
        }
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }
}
