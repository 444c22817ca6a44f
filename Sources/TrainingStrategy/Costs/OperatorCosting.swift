public import LanguageModel

/// What single operators cost one device: the part of an evaluator that knows the device.
public protocol OperatorCosting {
    /// Adds an operator's forward pass to an account.
    func addForward(_ work: LayerOperator, to cost: inout PassCost)
    /// Adds an operator's backward pass to an account.
    func addBackward(_ work: LayerOperator, to cost: inout PassCost)
}
