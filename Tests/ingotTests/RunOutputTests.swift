import Foundation
import Testing

/// What `run` says at its end.
@Suite struct RunOutputTests {
    @Test(
        "The front's path is written the way the checkpoint's was given", arguments: ["relative", "nested", "absolute"])
    func paths(kind: String) async throws {
        let folder = try TestFolder()
        try folder.write(
            """
            version: 1
            name: paths
            seed: 1
            problem: {kind: synthetic, name: branin-currin}
            budget: {evaluations: 4}
            optimizer: {method: random}
            executor: {kind: local, workers: 1}
            """, to: "c.yaml")
        try FileManager.default.createDirectory(atPath: folder.path + "/a b", withIntermediateDirectories: true)
        let stem = ["relative": "c", "nested": "a b/c", "absolute": folder.path + "/c"][kind] ?? ""
        let choice = kind == "relative" ? [] : ["--checkpoint", stem + ".ingot"]
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet"] + choice, in: folder)
        #expect(ending.code == 0, "\(ending.error)")
        #expect(ending.output.hasSuffix("front: \(stem).csv\ncheckpoint: \(stem).ingot\n"), "\(ending.output)")
        let file = stem.hasPrefix("/") ? stem + ".csv" : folder.path + "/" + stem + ".csv"
        #expect(FileManager.default.fileExists(atPath: file))
    }
}
