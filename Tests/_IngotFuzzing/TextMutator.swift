import SearchSpace

/// Changes texts: some changes keep the structure and put other values or keys into it, others break it byte by byte.
struct TextMutator: Sendable {
    /// The longest text that is made; longer than any reader accepts.
    static let longest = 3 << 20

    private let others: [[UInt8]]
    private let keys: [[UInt8]]
    private let values: [[UInt8]]
    /// The values that stand behind each key in some text.
    private let valuesOfKey: [[UInt8]: [[UInt8]]]

    /// Takes words and parts of texts from a corpus.
    init(corpus: [[UInt8]]) {
        others = corpus
        var keys: Set<[UInt8]> = []
        var values: Set<[UInt8]> = []
        var valuesOfKey: [[UInt8]: Set<[UInt8]>] = [:]
        for text in corpus {
            let words = TextWords(text)
            keys.formUnion(words.keys.map { Array(text[$0]) })
            values.formUnion(words.values.map { Array(text[$0]) })
            for (value, key) in zip(words.values, words.keyOfValue) where key >= 0 {
                valuesOfKey[Array(text[words.keys[key]]), default: []].insert(Array(text[value]))
            }
        }
        self.keys = keys.sorted { $0.lexicographicallyPrecedes($1) }
        self.values = values.sorted { $0.lexicographicallyPrecedes($1) }
        self.valuesOfKey = valuesOfKey.mapValues { $0.sorted { $0.lexicographicallyPrecedes($1) } }
    }

    /// Changes a text one to eight times, few changes more often than many.
    func mutate(_ text: inout [UInt8], _ generator: inout RandomGenerator) {
        var count = 1
        while count < 8, generator.index(below: 5) < 2 { count += 1 }
        let isKeepingStructure = generator.index(below: 4) > 0
        for _ in 0..<count {
            if isKeepingStructure || generator.index(below: 2) == 0 {
                changeWord(&text, &generator)
            } else {
                changeBytes(&text, &generator)
            }
            if text.count > Self.longest { text.removeLast(text.count - Self.longest) }
        }
    }

    /// Puts another word in the place of one, or moves what belongs to a key.
    private func changeWord(_ text: inout [UInt8], _ generator: inout RandomGenerator) {
        let words = TextWords(text)
        func pick<Element>(_ list: [Element]) -> Element? {
            list.isEmpty ? nil : list[generator.index(below: list.count)]
        }
        switch generator.index(below: 20) {
        case 12..<16:
            guard let place = pick(words.values), let number = nudged(text[place], &generator) else { return }
            text.replaceSubrange(place, with: number.utf8)
        case 16..<20:
            guard !words.values.isEmpty else { return }
            let index = generator.index(below: words.values.count)
            guard words.keyOfValue[index] >= 0,
                let value = pick(valuesOfKey[Array(text[words.keys[words.keyOfValue[index]]])] ?? [])
            else { return }
            text.replaceSubrange(words.values[index], with: value)
        case 0..<4:
            guard let place = pick(words.values) else { return }
            text.replaceSubrange(place, with: BoundaryValues.text(&generator).utf8)
        case 4..<6:
            guard let place = pick(words.values), let value = pick(values) else { return }
            text.replaceSubrange(place, with: value)
        case 6:
            guard let place = pick(words.keys), let key = pick(keys) else { return }
            text.replaceSubrange(place, with: key)
        case 7:
            guard let first = pick(words.values), let second = pick(words.values), first.upperBound <= second.lowerBound
            else { return }
            let (a, b) = (Array(text[first]), Array(text[second]))
            text.replaceSubrange(second, with: a)
            text.replaceSubrange(first, with: b)
        case 8:
            guard let place = pick(words.keys) else { return }
            text.removeSubrange(place.lowerBound..<entryEnd(text, place.upperBound))
        case 9:
            guard let place = pick(words.keys) else { return }
            let entry = Array(text[place.lowerBound..<entryEnd(text, place.upperBound)])
            text.insert(contentsOf: entry, at: place.lowerBound)
        case 10: changeLine(&text, &generator)
        default:
            guard let place = pick(words.values), let key = pick(keys), let value = pick(values) else { return }
            text.insert(contentsOf: key + Array(": ".utf8) + value + Array(", ".utf8), at: place.lowerBound)
        }
    }

    /// A number somewhat larger or smaller than one that stands in a text.
    private func nudged(_ text: ArraySlice<UInt8>, _ generator: inout RandomGenerator) -> String? {
        let text = String(decoding: text, as: UTF8.self)
        let factors = [2, 3, 10, 1000]
        let factor = factors[generator.index(below: factors.count)]
        let kind = generator.index(below: 5)
        if let number = Int(text), number.magnitude < 1 << 50 {
            return ["\(number * factor)", "\(number / factor)", "\(number + 1)", "\(number - 1)", "\(-number)"][kind]
        }
        guard let number = Double(text) else { return nil }
        return [
            "\(number * Double(factor))", "\(number / Double(factor))", "\(-number)", "\(number + 1)",
            "\(Int(exactly: number.rounded()) ?? 0)",
        ][kind]
    }

    /// Behind the value of a key: where the next comma, line or closing bracket of the same depth ends it.
    private func entryEnd(_ text: [UInt8], _ start: Int) -> Int {
        var depth = 0
        for index in start..<text.count {
            switch text[index] {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { return index }
                depth -= 1
            case UInt8(ascii: ","), UInt8(ascii: "\n"):
                if depth == 0 { return index + 1 }
            default: break
            }
        }
        return text.count
    }

    /// Removes, repeats, moves or indents a line, or takes one of another text.
    private func changeLine(_ text: inout [UInt8], _ generator: inout RandomGenerator) {
        var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        let place = generator.index(below: lines.count)
        switch generator.index(below: 6) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: generator.index(below: lines.count))
        case 2: lines.swapAt(place, generator.index(below: lines.count))
        case 3: lines[place].insert(contentsOf: Array(repeating: UInt8(ascii: " "), count: 1 + place % 4), at: 0)
        case 4: if lines[place].first == UInt8(ascii: " ") { lines[place].removeFirst() }
        default:
            let other = others[generator.index(below: others.count)].split(separator: UInt8(ascii: "\n"))
            if !other.isEmpty { lines.insert(Array(other[generator.index(below: other.count)]), at: place) }
        }
        text = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// Changes bytes, whatever they mean.
    func changeBytes(_ bytes: inout [UInt8], _ generator: inout RandomGenerator) {
        guard !bytes.isEmpty else {
            bytes = Array(BoundaryValues.text(&generator).utf8)
            return
        }
        let place = generator.index(below: bytes.count)
        let length = 1 + generator.index(below: min(bytes.count - place, 1 << generator.index(below: 10)))
        let range = place..<min(bytes.count, place + length)
        switch generator.index(below: 16) {
        case 0, 1: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
        case 2: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
        case 3: bytes.removeSubrange(range)
        case 4: bytes.insert(contentsOf: Array(bytes[range]), at: generator.index(below: bytes.count))
        case 5, 6:
            let other = others[generator.index(below: others.count)]
            guard !other.isEmpty else { return }
            let start = generator.index(below: other.count)
            let end = min(other.count, start + 1 + generator.index(below: 200))
            bytes.replaceSubrange(range, with: other[start..<end])
        case 7: bytes.removeLast(bytes.count - place)
        case 8: bytes.insert(contentsOf: BoundaryValues.text(&generator).utf8, at: place)
        case 9: bytes.replaceSubrange(range, with: BoundaryValues.text(&generator).utf8)
        case 10: bytes.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: generator.index(below: 2) == 0 ? 0 : place)
        case 11: bytes = bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
        case 12:
            let bad: [[UInt8]] = [
                [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80, 0xA8], [0xC2, 0x85],
                [0x80],
            ]
            bytes.insert(contentsOf: bad[generator.index(below: bad.count)], at: place)
        case 13: bytes.insert(contentsOf: Array(repeating: 0, count: length), at: place)
        case 14:
            let structural = Array("{}[],:?-#&*!|>'\"%@`\t\n ".utf8)
            bytes.insert(structural[generator.index(below: structural.count)], at: place)
        default: bytes.insert(contentsOf: BoundaryValues.large(&generator).utf8, at: place)
        }
    }
}
