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
    /// The same with another operand in the multipliers; nil for the core's own.
    public func with(_ dataflow: Dataflow?) -> OperatorCost {
        guard let dataflow, dataflow != die.dataflow else { return self }
        return OperatorCost(die: die.with(dataflow), distribution: distribution, weightsStay: weightsStay)
    }
}
