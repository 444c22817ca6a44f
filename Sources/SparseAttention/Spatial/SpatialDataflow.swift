/// How the cores of a mesh share the attention of one head, each with a shard of the queries and a shard of the keys.
///
/// What Spatial-STAR does is not public. These are the published ways that it can be one of, or be compared with.
public enum SpatialDataflow: String, Sendable, Hashable, CaseIterable {
    /// Keys and values go round a ring; queries stay (Ring Attention, H. Liu et al., arXiv 2310.01889).
    case keyValueRing = "kv-ring"
    /// Queries go round with their maxima, sums and outputs; keys and values stay where they are made.
    case queryRing = "query-ring"
    /// Predicted keys are gathered by all cores, which then fetch the keys and values that their queries choose.
    case selectedPull = "selected-pull"
    /// Rows of the mesh share their queries, columns their keys and values; partial softmaxes are merged along rows
    /// (FlatAttention, arXiv 2604.02110, spreads tiles so).
    case rowColumn = "row-column"
}
