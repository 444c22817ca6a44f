import Campaign
import ConfigurationFile
import Reporting

/// An end that is no success: what to print, and the exit code.
struct ExitFailure: Error {
    let message: String
    let code: Int32

    /// Wrong use or a bad file.
    static func wrongUse(_ message: String) -> ExitFailure { ExitFailure(message: message, code: 2) }

    /// The work failed.
    static func failed(_ message: String) -> ExitFailure { ExitFailure(message: message, code: 1) }
}

/// Runs work whose errors are the user's to mend: each becomes one line and exit code 2.
func reportingWrongUse<Result>(_ work: () throws -> Result) throws -> Result {
    do {
        return try work()
    } catch let error as ExitFailure {
        throw error
    } catch {
        throw ExitFailure.wrongUse("\(error)")
    }
}

/// Encodes an object as JSON with sorted keys, in which characters that a terminal would obey are escapes.
func json(_ value: some Encodable) throws -> String {
    do {
        return VisibleText.escapedJSON(try JSONText.encode(value))
    } catch {
        throw ExitFailure.failed("the result cannot be written as JSON: \(error)")
    }
}
