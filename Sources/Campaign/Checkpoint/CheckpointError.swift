/// Why a checkpoint cannot be used.
public enum CheckpointError: Error, Sendable, Hashable {
    /// There is no file at the path.
    case noSuchFile(path: String)
    /// The path is a folder.
    case isFolder(path: String)
    /// A new checkpoint would overwrite a file.
    case alreadyExists(path: String)
    /// The file is something else.
    case notACheckpoint(path: String)
    /// The file is cut short or damaged.
    case corrupt(path: String, detail: String)
    /// The file was written by a later version.
    case newerSchema(path: String, found: Int, supported: Int)
    /// The file's figures come from another version of an evaluator.
    case otherEvaluator(path: String, fidelity: String, stored: String, present: String)
    /// Another process has the file open.
    case locked(path: String)
    /// The file or its folder cannot be written.
    case unwritable(path: String, detail: String)
    /// The file cannot be read.
    case unreadable(path: String, detail: String)
}

extension CheckpointError: CustomStringConvertible {
    /// One line: what is wrong and what to do.
    public var description: String {
        switch self {
        case .noSuchFile(let path): "\(path): found no such file; accepted: a checkpoint written by 'ingot run'"
        case .isFolder(let path): "\(path): found a folder; accepted: the path of a checkpoint file"
        case .alreadyExists(let path):
            "\(path): found an existing file, which is never overwritten; accepted: 'ingot resume \(path)', or another "
                + "--checkpoint"
        case .notACheckpoint(let path):
            "\(path): found a file that is not a checkpoint; accepted: a checkpoint written by 'ingot run'"
        case .corrupt(let path, let detail):
            "\(path): found a damaged checkpoint (\(Self.oneLine(detail))); accepted: an undamaged copy of it"
        case .newerSchema(let path, let found, let supported):
            "\(path): found a checkpoint of format \(found); accepted: format \(supported) or older; "
                + "use a newer ingot"
        case .otherEvaluator(let path, let fidelity, let stored, let present):
            "\(path): found figures of '\(fidelity)' by evaluator version \(Self.oneLine(stored)), this ingot has "
                + "\(present), and a campaign never mixes two; accepted: the ingot that began it, or a new campaign"
        case .locked(let path):
            "\(path): found the checkpoint open in another process; accepted: one at a time; stop the other one first"
        case .unwritable(let path, let detail):
            "\(path): found a path that cannot be written (\(Self.oneLine(detail))); accepted: a file in a folder that "
                + "exists and can be written"
        case .unreadable(let path, let detail):
            "\(path): found a checkpoint that cannot be read (\(Self.oneLine(detail))); accepted: a readable checkpoint"
        }
    }

    /// A text that may come from anywhere as one line of limited length.
    static func oneLine(_ text: String, limit: Int = 200) -> String {
        String(text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(limit))
    }
}
