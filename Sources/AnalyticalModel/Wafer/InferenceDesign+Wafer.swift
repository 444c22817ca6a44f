import TrainingStrategy

extension InferenceDesign {
    /// Whether all cores of a wafer can be one mesh; experts dealt out to replicas have groups of dies.
    var mayBeMesh: Bool { isWholeWafer && strategy.expert == 1 }

    /// Bytes of the weights of the fullest stage on its fullest device; token table and head have sixteen bits.
    ///
    /// - Parameter tensor: Devices that split each layer.
    func waferWeightBytes(tensor: Int) -> Double {
        fullestStage(tensor: tensor).weights
    }
}
