@testable import Campaign
import Foundation
import SearchSpace
import Testing

struct StoredListTests {
    @Test("Lists of random values read back as a full JSON reader has them")
    func random() throws {
        var generator = RandomGenerator(seed: 5)
        for _ in 0..<2000 {
            let values: [ParameterValue?] = (0..<Int(generator.next() % 6)).map { _ in
                switch generator.next() % 6 {
                case 0: nil
                case 1: .boolean(generator.next() % 2 == 0)
                case 2: .integer(Int(truncatingIfNeeded: generator.next()))
                case 3: .string(["ws", "a,b]", "é", "say \"x\"", "back\\slash", ""][Int(generator.next() % 6)])
                case 4: .real(Double(generator.next() % 1000) / 7 * pow(10, Double(generator.next() % 40) - 20))
                default: .real(-Double(generator.next() >> 11) * 0x1p-53)
                }
            }
            let text = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
            let expected = try JSONDecoder().decode([ParameterValue?].self, from: Data(text.utf8))
            let hasEscape = text.contains("\\")
            let read = StoredList.values(text)
            #expect(hasEscape ? read == nil || read == expected : read != nil, "\(text)")
            guard let read else { continue }
            // JSON does not tell 1 from 1.0; the space does, afterwards.
            #expect(read.map { $0?.number } == expected.map { $0?.number }, "\(text)")
            for (value, other) in zip(read, expected) where value?.number == nil {
                #expect(value?.description == other?.description, "\(text)")
            }
        }
    }

    @Test(
        "What is no such list is left to a full reader",
        arguments: [
            "", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]x", "[nul]", "[nan]", "[inf]", "[0x10]", "[--1]",
            "[1e]", "[\"a]", "[\"\\u0041\"]", "[[1]]", "{\"a\":1}", " [1]", "[1]\n",
        ])
    func others(text: String) {
        #expect(StoredList.values(text) == nil)
        #expect(StoredList.numbers(text) == nil)
    }

    @Test("Numbers come back to the last bit")
    func numbers() {
        #expect(StoredList.numbers("[]") == [])
        #expect(StoredList.numbers("[1,-2.5,0.1,1e300,5e-324]") == [1, -2.5, 0.1, 1e300, 5e-324])
        #expect(StoredList.numbers("[true]") == nil)
    }
}
