public import LanguageModel

/// Attention heads that an accelerator computes one after the other, and how much of them is left to do.
public struct AttentionTask: Sendable, Hashable {
    /// Where keys and values come from, and what becomes of them between row groups.
    ///
    /// The papers do not say; all four are ours.
    public enum Supply: String, Sendable, Hashable, CaseIterable {
        /// Keys and values lie in the memory outside; each row group reads all keys to predict and the chosen ones.
        case given
        /// The same, but they stay on the chip from the first row group of a head on; they must fit there.
        case held
        /// They are made from tokens once, when a row group first chooses them, and kept in the memory outside, as the
        /// predicted keys are.
        case generated
        /// They are made from tokens anew for each row group.
        case regenerated
    }

    /// The query tokens of a head.
    public var queries: Int
    /// The key tokens of a head.
    public var keys: Int
    /// The elements of queries, keys and values.
    public var width: Int
    /// The elements of a token, from which keys and values are made.
    public var hidden: Int
    /// The heads.
    public var heads: Int
    /// Heads that are computed while a tile of tokens lies on the chip, so that they share its loads.
    public var headsPerTokenLoad: Int
    /// Where keys and values come from.
    public var supply: Supply
    /// The fraction of keys that a row keeps.
    public var keep: Double
    /// The tiles of a row, which are its segments.
    public var tiles: Int
    /// The share of keys that at least one row of a group chooses.
    public var unionRatio: Double
    /// The share of keys that at least one row of the head chooses.
    public var headUnionRatio: Double
    /// Loads of keys over the keys of the union: 1 where one load serves all rows.
    public var loadRatio: Double
    /// Whether keys are predicted and chosen at all; without it all are computed.
    public var isSparse: Bool

    /// Takes over a task.
    ///
    /// Without ratios of unions all keys are chosen by some row, which is nearly what independent choices give and what
    /// leaves nothing to generation on demand.
    public init(
        queries: Int, keys: Int, width: Int = 64, hidden: Int = 512, heads: Int = 1, headsPerTokenLoad: Int = 1,
        supply: Supply = .given, keep: Double = 0.25, tiles: Int, unionRatio: Double = 1, headUnionRatio: Double = 1,
        loadRatio: Double = 1, isSparse: Bool = true
    ) {
        self.queries = queries
        self.keys = keys
        self.width = width
        self.hidden = hidden
        self.heads = heads
        self.headsPerTokenLoad = headsPerTokenLoad
        self.supply = supply
        self.keep = keep
        self.tiles = tiles
        self.unionRatio = unionRatio
        self.headUnionRatio = headUnionRatio
        self.loadRatio = loadRatio
        self.isSparse = isSparse
    }

    /// The attention of all layers of a model over one sequence, without a mask, in tiles of 16 keys where that divides
    /// it into whole ones.
    ///
    /// Heads are computed one after the other, each with keys and values of its own: where query heads share them, as in
    /// grouped-query models, they are read or made once for each query head all the same, here and on the graphics
    /// processor that the task is compared with.
    public init(_ model: ModelShape, tokens: Int, supply: Supply = .given, keep: Double = 0.25, tileKeys: Int = 16) {
        self.init(
            queries: tokens, keys: tokens, width: model.headWidth ?? model.hidden / max(1, model.heads),
            hidden: model.hidden, heads: model.heads * model.layers, supply: supply, keep: keep,
            tiles: max(1, tokens / max(1, tileKeys)))
    }

    /// Whether keys and values are made from tokens.
    var makesKeys: Bool { supply == .generated || supply == .regenerated }

    /// Operations of dense attention, two for each multiplication.
    ///
    /// Both products, and keys and values where they are made. What sparse attention skips is counted as done.
    public var denseOperations: Double {
        var products = 2 * Double(queries) * Double(keys) * Double(width)
        if makesKeys { products += 2 * Double(keys) * Double(hidden) * Double(width) }
        return 2 * products * Double(heads)
    }

    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    func validate(on size: AcceleratorSize) throws(SparseAttentionError) {
        try validate()
        // Tiles over all heads and row groups are counted in integers.
        let all = (heads * tiles).multipliedReportingOverflow(by: TileCost.groups(self, on: size))
        guard !all.overflow else {
            throw .option(
                name: "tiles", found: "\(heads * tiles) in more row groups than can be counted",
                accepted: "fewer than 2^63 altogether")
        }
        let bytes = 4 * Double(keys) * Double(width)
        guard supply != .held || bytes <= Double(size.tokenBytes) else {
            throw .option(
                name: "supply", found: "held, \(Int(bytes)) bytes of keys and values",
                accepted: "at most \(size.tokenBytes) bytes, the core's token memory")
        }
    }

    private func validate() throws(SparseAttentionError) {
        let counts = [
            ("queries", queries, 1 << 24), ("keys", keys, 1 << 24), ("width", width, 1 << 16),
            ("hidden", hidden, 1 << 20), ("heads", heads, 1 << 24), ("heads of a token load", headsPerTokenLoad, heads),
            ("tiles", tiles, keys),
        ]
        for (name, count, limit) in counts where count < 1 || count > limit {
            throw .option(name: name, found: "\(count)", accepted: "1 to \(limit)")
        }
        for (name, share) in [("keep", keep), ("union ratio", unionRatio), ("head's union ratio", headUnionRatio)]
        where !(share > 0 && share <= 1) {
            throw .option(name: name, found: "\(share)", accepted: "above 0 and at most 1")
        }
        guard headUnionRatio >= unionRatio else {
            throw .option(
                name: "head's union ratio", found: "\(headUnionRatio)",
                accepted: "at least that of a row group, \(unionRatio)")
        }
        guard loadRatio >= 1, loadRatio.isFinite else {
            throw .option(name: "load ratio", found: "\(loadRatio)", accepted: "at least 1")
        }
    }
}
