import CKernels
import LinearAlgebra

/// A kernel with its hyperparameters.
///
/// A plain stationary one works on features divided by its length scales, others on
/// the features as they are: `prepared` and `prepare` make them.
struct ComponentKernel: Sendable {
    let program: KernelProgram
    let parameters: [Double]
    /// What a column is multiplied by.
    let factors: [Double]

    init(_ program: KernelProgram, parameters: [Double], groups: [Int]) {
        self.program = program
        self.parameters = parameters
        factors = program.plain == nil ? groups.map { _ in 1 } : groups.map { 1 / parameters[$0] }
    }

    var isPlain: Bool { program.plain != nil }

    func prepared(_ features: Matrix) -> Matrix {
        isPlain ? features.scalingColumns(by: factors) : features
    }

    func prepare(_ point: UnsafePointer<Double>, stride: Int, into output: UnsafeMutablePointer<Double>) {
        for column in 0..<factors.count { output[column] = point[column * stride] * factors[column] }
    }

    /// How many numbers `values` needs on its tape.
    func tapeSize(rows: Int) -> Int { isPlain ? max(1, rows) : program.tapeSize(rows: rows) }

    /// Computes the covariances of prepared rows with a prepared point.
    ///
    /// - Parameter slopes: Takes the derivatives by squared distance of a plain kernel, where given.
    /// - Returns: The values, on the tape.
    func values(
        rows: KernelRows, point: UnsafePointer<Double>, tape: UnsafeMutablePointer<Double>,
        slopes: UnsafeMutablePointer<Double>? = nil
    ) -> UnsafeMutablePointer<Double> {
        guard let function = program.plain else {
            return parameters.withUnsafeBufferPointer { parameters in
                guard let parameters = parameters.baseAddress else { return tape }
                return program.forward(parameters, rows: rows, point: point, tape: tape)
            }
        }
        ingot_squared_distances(rows.count, factors.count, rows.base, rows.stride, point, tape)
        if let slopes {
            ingot_covariance_values_and_derivatives(function.kind, rows.count, tape, slopes)
        } else {
            ingot_covariance_values(function.kind, rows.count, tape)
        }
        return tape
    }

    /// Adds derivatives after `values` of a kernel that is not plain.
    func backward(
        rows: KernelRows, point: UnsafePointer<Double>, tape: UnsafeMutablePointer<Double>,
        adjoint: UnsafePointer<Double>, logParameters: UnsafeMutablePointer<Double>?,
        coordinates: UnsafeMutablePointer<Double>?
    ) {
        parameters.withUnsafeBufferPointer { parameters in
            guard let parameters = parameters.baseAddress else { return }
            program.backward(
                parameters, rows: rows, point: point, tape: tape, adjoint: adjoint, logParameters: logParameters,
                coordinates: coordinates)
        }
    }

    /// The covariance of a prepared point with itself.
    func diagonal(_ point: UnsafePointer<Double>, tape: UnsafeMutablePointer<Double>) -> Double {
        isPlain ? 1 : values(rows: KernelRows(base: point, stride: 1, count: 1), point: point, tape: tape)[0]
    }
}
