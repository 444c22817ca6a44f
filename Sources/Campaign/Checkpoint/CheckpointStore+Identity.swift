import GRDB

extension CheckpointStore {
    /// What tells this campaign from every other, wherever its checkpoint is: 16 hexadecimal digits, drawn once.
    ///
    /// Nothing that decides depends on it; it names what a campaign has outside its checkpoint.
    func campaignIdentity() throws(CheckpointError) -> String {
        do {
            return try queue.write { database in
                let stored = try String.fetchOne(
                    database, sql: "SELECT value FROM facts WHERE key = ?",
                    arguments: [CheckpointSchema.Fact.identity.rawValue])
                // It is part of a path: whatever else a file from elsewhere has there is not taken.
                if let stored, stored.count == 16, stored.allSatisfy({ $0.isASCII && $0.isHexDigit }) { return stored }
                let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
                let identity = String(repeating: "0", count: 16 - digits.count) + digits
                try Self.insert(.identity, identity, into: database)
                return identity
            }
        } catch {
            throw Self.failure(error, path: path)
        }
    }
}
