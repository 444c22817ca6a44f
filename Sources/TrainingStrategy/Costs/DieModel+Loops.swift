/// How often the tensors of a product come from DRAM.
extension DieModel {
    /// How often operands are read, and what sums of results move that do not stay.
    public struct Passes: Sendable, Hashable {
        /// Times that the left operand is read.
        public var left = 1.0
        /// Times that the right operand is read.
        public var right = 1.0
        /// Bytes for each result of writing and reading sums that are not yet whole, in single precision; 0 where
        /// results are written once.
        public var sumBytes = 0.0

        /// Everything once, but what is named.
        public init(left: Double = 1, right: Double = 1, sumBytes: Double = 0) {
            self.left = left
            self.right = right
            self.sumBytes = sumBytes
        }
    }

    /// One of the three products of an operator: tokens x inputs by inputs x outputs, and its gradients.
    public enum Product: Sendable, Hashable {
        /// The result.
        case forward
        /// The gradient of the left operand: tokens x outputs by outputs x inputs.
        case leftGradient
        /// The gradient of the right operand: inputs x tokens by tokens x outputs.
        case rightGradient

        /// The loops that do not go through the left operand, the right one and the result.
        fileprivate var absent: (left: LoopOrder.Dimension, right: LoopOrder.Dimension, result: LoopOrder.Dimension) {
            switch self {
            case .forward: (.outputs, .tokens, .inputs)
            case .leftGradient: (.inputs, .tokens, .outputs)
            case .rightGradient: (.outputs, .inputs, .tokens)
            }
        }
    }

    /// The passes of a product whose loops have a given order.
    ///
    /// Once each where either operand, or all results in single precision, fit the working set. Else the tensor that
    /// the innermost loop does not go through is held in parts, and the one that the outermost loop does not go through
    /// comes by for each of them (see ``LoopOrder``): an operand is read again, sums of results are written and read.
    public func passes(
        leftBytes: Double, rightBytes: Double, resultBytes: Double, of product: Product, in order: LoopOrder
    ) -> Passes {
        guard min(leftBytes, rightBytes, resultBytes * 2) > workingBytes else { return Passes() }
        let absent = product.absent
        let held =
            if order.innermost == absent.left {
                leftBytes
            } else if order.innermost == absent.right {
                rightBytes
            } else {
                resultBytes * 2
            }
        let parts = (held / workingBytes).rounded(.up)
        if order.outermost == absent.left { return Passes(left: parts) }
        if order.outermost == absent.right { return Passes(right: parts) }
        return Passes(sumBytes: (parts - 1) * 2 * Self.sumBytes)
    }
}
