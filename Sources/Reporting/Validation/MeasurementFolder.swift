public import AnalyticalModel
import Foundation

/// Files of measurements in a folder.
public enum MeasurementFolder {
    /// Reads every file that ends in `.csv`, in the folder and in those inside it, in the order of their paths.
    ///
    /// - Throws: `MeasurementError` for a folder or file that cannot be read, for one without any known file, and for a
    ///   known file whose columns or fields are wrong.
    public static func measurements(path: String) throws(MeasurementError) -> Measurements {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
            let names = FileManager.default.enumerator(atPath: path)
        else {
            throw MeasurementError(file: path, found: "no folder", accepted: "a folder with files of measurements")
        }
        let wanted = names.compactMap { $0 as? String }.filter { $0.lowercased().hasSuffix(".csv") }.sorted()
        var files: [(name: String, text: String)] = []
        for name in wanted {
            let place = path.hasSuffix("/") ? path + name : path + "/" + name
            guard let data = FileManager.default.contents(atPath: place), let text = String(data: data, encoding: .utf8)
            else {
                throw MeasurementError(file: place, found: "a file that cannot be read", accepted: "UTF-8 text")
            }
            files.append((place, text))
        }
        let measurements = try Measurements(files: files)
        guard !measurements.isEmpty else {
            throw MeasurementError(
                file: path, found: wanted.isEmpty ? "no .csv file" : "no file of known columns",
                accepted: Measurements.fileNames.joined(separator: ", "))
        }
        return measurements
    }
}
