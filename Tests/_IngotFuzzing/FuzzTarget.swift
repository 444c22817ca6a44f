package import SearchSpace

/// One kind of fuzzing: how its cases are made, and what must hold for each.
package protocol FuzzTarget: Sendable {
    /// The bytes of a case, a function of the generator alone.
    func input(_ generator: inout RandomGenerator) throws -> [UInt8]

    /// Hands the bytes to the program.
    ///
    /// - Parameters:
    ///   - bytes: What `input` made.
    ///   - generator: As `input` left it, for what is done with the bytes.
    ///   - folder: An existing folder of this process's own, for files.
    func judge(_ bytes: [UInt8], _ generator: RandomGenerator, folder: String) async -> FuzzVerdict
}
