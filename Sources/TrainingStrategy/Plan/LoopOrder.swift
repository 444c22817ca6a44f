/// The order of the loops over blocks of a product, from the outermost to the innermost: `m` goes through tokens, `n`
/// through output features and `k` through input features.
///
/// The blocks are those that come from DRAM. What the innermost loop does not go through stays in SRAM meanwhile, in
/// parts that fit; they are cut along the outermost loop. So of the three tensors of a product one stays, one comes by
/// once, and the one that the outermost loop does not go through comes by again for every part. The two products of the
/// backward pass have the same loops, over other tensors.
///
/// The fields of TMAC's encoding are not published; that a loop order is one of six is a reading of them, and what each
/// moves is the reuse of a loop nest, as in A. Parashar et al., "Timeloop" (ISPASS 2019).
public enum LoopOrder: String, Sendable, Hashable, CaseIterable {
    /// Results stay, rows of them at a time: the right operand comes by for each part.
    case mnk
    /// The left operand stays, rows of it at a time: the right one comes by for each part.
    case mkn
    /// Results stay, columns of them at a time: the left operand comes by for each part.
    case nmk
    /// The right operand stays, columns of it at a time: the left one comes by for each part.
    case nkm
    /// The left operand stays, columns of it at a time: sums of results come by for each part.
    case kmn
    /// The right operand stays, rows of it at a time: sums of results come by for each part.
    case knm

    /// A loop of a product.
    enum Dimension: Sendable, Hashable {
        case tokens, outputs, inputs
    }

    /// The loop around all others.
    var outermost: Dimension {
        switch self {
        case .mnk, .mkn: .tokens
        case .nmk, .nkm: .outputs
        case .kmn, .knm: .inputs
        }
    }

    /// The loop inside all others.
    var innermost: Dimension {
        switch self {
        case .nkm, .knm: .tokens
        case .mkn, .kmn: .outputs
        case .mnk, .nmk: .inputs
        }
    }
}
