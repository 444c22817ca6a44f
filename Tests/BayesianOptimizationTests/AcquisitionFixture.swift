import Foundation

/// A file of reference values for acquisition functions that is bundled with the tests.
enum AcquisitionFixture {
    enum Missing: Error { case file(String) }

    static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures") else {
            throw Missing.file(name)
        }
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}
