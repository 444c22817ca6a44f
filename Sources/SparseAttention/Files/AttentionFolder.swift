/// The tensors of an attention in a folder: `q.npy`, `k.npy` and `v.npy`, with `x.npy` and `wk.npy` where the keys are
/// to be predicted from tokens; or the same names in `tensors.safetensors`.
///
/// Each tensor has two dimensions, [tokens, dimension], or a first one more for heads. There may be several query heads
/// for each head of keys, and `wk` has as many heads as `k`; `x`, the tokens, always has two dimensions.
public struct AttentionFolder: Sendable {
    /// The query heads, grouped by the keys that they share.
    public let groups: [[AttentionHead]]

    /// Reads a folder.
    ///
    /// - Throws: `SparseAttentionError` for a folder without these files, with files that cannot be read, and with
    ///   tensors that do not fit each other.
    public init(path: String) throws(SparseAttentionError) {
        guard FileBytes.isFolder(path) else {
            throw .file(path: path, found: "no folder", accepted: "a folder with q.npy, k.npy and v.npy")
        }
        let folder = path.hasSuffix("/") ? path : path + "/"
        let archivePath = folder + "tensors.safetensors"
        let archive = FileBytes.exists(archivePath) ? try SafetensorsFile(path: archivePath) : nil
        func tensor(_ name: String) throws(SparseAttentionError) -> [TokenMatrix]? {
            let file = folder + name + ".npy"
            if FileBytes.exists(file) {
                guard archive == nil else {
                    throw .file(
                        path: file, found: "tensors.safetensors beside it", accepted: "one of the two forms")
                }
                return try NPYFile.read(file).matrices(named: name)
            }
            return try archive?.tensor(name)?.matrices(named: name)
        }
        func needed(_ name: String) throws(SparseAttentionError) -> [TokenMatrix] {
            guard let found = try tensor(name) else {
                throw .file(
                    path: path, found: "no \(name).npy and no '\(name)' in tensors.safetensors",
                    accepted: "q, k and v, each as one of the two")
            }
            return found
        }
        let (queries, keys, values) = (try needed("q"), try needed("k"), try needed("v"))
        groups = try Self.groups(
            queries: queries, keys: keys, values: values, tokens: try tensor("x"), weights: try tensor("wk"))
    }

    /// Groups heads by their keys.
    static func groups(
        queries: [TokenMatrix], keys: [TokenMatrix], values: [TokenMatrix], tokens: [TokenMatrix]?,
        weights: [TokenMatrix]?
    ) throws(SparseAttentionError) -> [[AttentionHead]] {
        guard queries.count % keys.count == 0 else {
            throw .shape(
                tensor: "q", found: "\(queries.count) heads", accepted: "a multiple of the \(keys.count) of k")
        }
        guard values.count == keys.count else {
            throw .shape(tensor: "v", found: "\(values.count) heads", accepted: "\(keys.count), as k has")
        }
        guard (tokens == nil) == (weights == nil) else {
            throw .shape(
                tensor: tokens == nil ? "x" : "wk", found: "nothing",
                accepted: "x and wk together, or neither of them")
        }
        if let tokens, let weights {
            guard tokens.count == 1 else {
                throw .shape(tensor: "x", found: "\(tokens.count) heads", accepted: "[tokens, hidden]")
            }
            guard weights.count == keys.count else {
                throw .shape(tensor: "wk", found: "\(weights.count) heads", accepted: "\(keys.count), as k has")
            }
        }
        let perGroup = queries.count / keys.count
        var groups: [[AttentionHead]] = []
        for (place, key) in keys.enumerated() {
            var source: KeySource?
            if let tokens, let weights { source = try KeySource(tokens: tokens[0], weights: weights[place]) }
            var group: [AttentionHead] = []
            for query in queries[(place * perGroup)..<((place + 1) * perGroup)] {
                group.append(
                    try AttentionHead(queries: query, keys: key, values: values[place], source: source))
            }
            groups.append(group)
        }
        return groups
    }
}
