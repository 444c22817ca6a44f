import LanguageModel
import Testing

struct ModelPresetTests {
    @Test func `every preset is valid, named once and sourced`() throws {
        let names = ModelPreset.all.map(\.name)
        #expect(names.count == 32)
        for preset in ModelPreset.all {
            try preset.shape.validate()
            #expect(names.filter { $0 == preset.name }.count == 1)
            #expect(!preset.source.isEmpty)
            #expect(ModelPreset.named(preset.name) == preset)
        }
    }

    @Test func `sequence lengths are those of the families`() throws {
        #expect(try ModelShape.preset("gpt3-175b").sequenceLength == 2048)
        #expect(try ModelShape.preset("llama2-70b").sequenceLength == 4096)
        #expect(try ModelShape.preset("llama3-405b").sequenceLength == 8192)
    }

    @Test func `an unknown name lists the known ones`() {
        let error = #expect(throws: ModelShapeError.self) { try ModelShape.preset("gpt-9") }
        #expect(error?.description.contains("'gpt-9'") == true)
        #expect(error?.description.contains("llama3-405b") == true)
    }
}
