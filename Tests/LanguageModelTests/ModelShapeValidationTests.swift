import LanguageModel
import Testing

struct ModelShapeValidationTests {
    @Test func `each broken rule is named with its key`() throws {
        let base = try ModelShape.preset("llama3-8b")
        let changes: [((inout ModelShape) -> Void, ModelShapeError)] = [
            ({ $0.layers = 0 }, .notPositive(key: "layers", value: 0)),
            ({ $0.hidden = -1 }, .notPositive(key: "hidden", value: -1)),
            ({ $0.heads = 0 }, .notPositive(key: "heads", value: 0)),
            ({ $0.keyValueHeads = 0 }, .notPositive(key: "kv_heads", value: 0)),
            ({ $0.feedForward = 0 }, .notPositive(key: "feed_forward", value: 0)),
            ({ $0.vocabulary = 0 }, .notPositive(key: "vocabulary", value: 0)),
            ({ $0.sequenceLength = 0 }, .notPositive(key: "sequence_length", value: 0)),
            (
                { $0.vocabulary = 1 << 30 },
                .tooLarge(key: "vocabulary", value: 1 << 30, largest: ModelShape.largestSize)
            ),
            ({ $0.heads = 24 }, .doesNotDivide(divisorKey: "heads", divisor: 24, key: "hidden", value: 4096)),
            ({ $0.keyValueHeads = 5 }, .doesNotDivide(divisorKey: "kv_heads", divisor: 5, key: "heads", value: 32)),
        ]
        for (change, expected) in changes {
            var shape = base
            change(&shape)
            #expect(throws: expected) { try shape.validate() }
            #expect(expected.description.hasPrefix("model."))
        }
    }
}
