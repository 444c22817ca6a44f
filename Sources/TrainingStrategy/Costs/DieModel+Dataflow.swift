public import WaferArchitecture

extension DieModel {
    /// The same die with another operand in its multipliers.
    public func with(_ dataflow: Dataflow) -> DieModel {
        var die = self
        die.dataflow = dataflow
        return die
    }
}

extension OperatorCost {
    /// The same for operators that a die works through in another way.
    public func with(_ mapping: DieMapping) -> OperatorCost {
        var costs = self
        if let dataflow = mapping.dataflow { costs.die = die.with(dataflow) }
        (costs.order, costs.source) = (mapping.order, mapping.source)
        return costs
    }
}
