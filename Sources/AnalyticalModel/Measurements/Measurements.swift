/// Published measurements by the file that they come from: those that the program ships, or files of the same columns.
///
/// A file is known by its name, whatever the folder; one with another name is known by its header, where only one kind
/// of file has that.
public struct Measurements: Sendable {
    private var rows: [MeasurementFile: [MeasurementRow]] = [:]
    /// Files that are of no known kind.
    public private(set) var unknownFiles: [String] = []

    /// Reads texts of comma-separated values.
    ///
    /// - Throws: for a known file with a column missing, unknown or twice, and for a field that is not what its column
    ///   holds.
    public init(files: [(name: String, text: String)]) throws(MeasurementError) {
        for file in files {
            guard let kind = Self.kind(of: file.name, text: file.text) else {
                unknownFiles.append(file.name)
                continue
            }
            rows[kind, default: []] += try kind.rows(file.text, file: file.name)
        }
    }

    /// Whether no row of any known file is there.
    public var isEmpty: Bool { rows.allSatisfy(\.value.isEmpty) }

    /// The names of the files that are known, in the order in which their groups are printed.
    public static var fileNames: [String] { MeasurementFile.allCases.map(\.rawValue) }

    /// The rows of one kind of file.
    func rows(_ file: MeasurementFile) -> [MeasurementRow] { rows[file] ?? [] }

    private static func kind(of name: String, text: String) -> MeasurementFile? {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        if let kind = MeasurementFile(rawValue: last) { return kind }
        let line = text.split(whereSeparator: \.isNewline).first { !$0.hasPrefix("#") } ?? ""
        let header = Set(line.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed })
        let kinds = MeasurementFile.allCases.filter { Set($0.columns.map(\.name)) == header }
        // The two files of services are of one kind; norms and softmax are told apart by their names only.
        return kinds.count == 1 || kinds.contains(.service) ? kinds.first : nil
    }
}
