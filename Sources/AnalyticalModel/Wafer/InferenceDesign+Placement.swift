import TrainingStrategy
import WaferArchitecture

extension InferenceDesign {
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
