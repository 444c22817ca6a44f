import TrainingStrategy
import WaferArchitecture

extension InferenceDesign {
    /// Whether all cores of a wafer can be one mesh; experts dealt out to replicas have groups of dies.
    var mayBeMesh: Bool { isWholeWafer && strategy.expert == 1 }

    /// Where the groups of dies stand, or nil when they have no place; a group may be a whole wafer.
    var placement: Placement? {
        let wafer = hardware.wafer
        let shape =
            isWholeWafer
            ? TensorShape(width: wafer.diesX, height: wafer.diesY)
            : TensorShape(tensor: strategy.tensor, diesX: wafer.diesX, diesY: wafer.diesY)
        guard let shape else { return nil }
        return Placement(
            shape: shape, columns: wafer.diesX / shape.width, rows: wafer.diesY / shape.height, wafers: wafer.count,
            stages: strategy.pipeline, replicas: strategy.data)
    }
}
