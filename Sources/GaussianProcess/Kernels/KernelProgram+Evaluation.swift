import CKernels
import Glibc

/// Where the rows stand that a kernel compares with one point: column c of row i at `base[i + c * stride]`.
struct KernelRows {
    let base: UnsafePointer<Double>
    let stride: Int
    let count: Int
}

extension KernelProgram {
    /// Computes the kernel between every row and one point, and leaves on the tape what the derivatives need.
    ///
    /// The tape holds, for each node, its values, an auxiliary list, and room for its adjoint, `rows.count` numbers
    /// each.
    /// - Returns: The values, at the end of the tape's last node.
    func forward(
        _ values: UnsafePointer<Double>, rows: KernelRows, point: UnsafePointer<Double>,
        tape: UnsafeMutablePointer<Double>
    ) -> UnsafeMutablePointer<Double> {
        let count = rows.count
        for (index, node) in nodes.enumerated() {
            let output = tape + 3 * index * count
            let extra = output + count
            switch node.operation {
            case .stationary(let function):
                squaredDistances(node, values, rows, point, into: output)
                ingot_covariance_values_and_derivatives(function.kind, count, output, extra)
            case .rationalQuadratic:
                squaredDistances(node, values, rows, point, into: extra)
                let alpha = values[node.parameter]
                for row in 0..<count { output[row] = exp(-alpha * log1p(extra[row] / (2 * alpha))) }
            case .linear:
                for row in 0..<count { output[row] = 0 }
                for column in node.columns {
                    ingot_add_scaled(
                        count, values[node.parameter] * point[column], rows.base + column * rows.stride, output)
                }
            case .categorical:
                for row in 0..<count { output[row] = -mismatch(node, values, rows, row, point, by: nil) }
                ingot_exp(count, output, output)
            case .truncation, .exponentialDecay, .downsampling:
                let column = node.columns[0]
                for row in 0..<count {
                    output[row] = Fidelity.value(
                        node.operation, values + node.parameter, rows.base[row + column * rows.stride], point[column])
                }
            case .sum:
                copy(tape + 3 * node.children[0] * count, to: output, count)
                for child in node.children.dropFirst() {
                    ingot_add_scaled(count, 1, tape + 3 * child * count, output)
                }
            case .product:
                copy(tape + 3 * node.children[0] * count, to: output, count)
                for child in node.children.dropFirst() {
                    let factor = tape + 3 * child * count
                    for row in 0..<count { output[row] *= factor[row] }
                }
            case .scaled:
                for row in 0..<count { output[row] = 0 }
                ingot_add_scaled(count, values[node.parameter], tape + 3 * node.children[0] * count, output)
            }
        }
        return tape + 3 * (nodes.count - 1) * count
    }

    /// Adds the derivatives of the sum over rows of `adjoint` times the kernel, from the tape of a forward pass.
    ///
    /// - Parameters:
    ///   - logParameters: Takes those by the logarithm of each hyperparameter, where given.
    ///   - coordinates: Takes those by each coordinate of the point, where given.
    func backward(
        _ values: UnsafePointer<Double>, rows: KernelRows, point: UnsafePointer<Double>,
        tape: UnsafeMutablePointer<Double>, adjoint: UnsafePointer<Double>,
        logParameters: UnsafeMutablePointer<Double>?, coordinates: UnsafeMutablePointer<Double>?
    ) {
        let count = rows.count
        copy(adjoint, to: tape + (3 * (nodes.count - 1) + 2) * count, count)
        for (index, node) in nodes.enumerated().reversed() {
            let output = tape + 3 * index * count
            let own = output + 2 * count
            switch node.operation {
            case .sum:
                for child in node.children { copy(own, to: tape + (3 * child + 2) * count, count) }
            case .scaled:
                let child = tape + 3 * node.children[0] * count
                let factor = values[node.parameter]
                for row in 0..<count { child[2 * count + row] = factor * own[row] }
                logParameters?[node.parameter] += dot(own, output, count)
            case .product:
                for child in node.children {
                    let target = tape + (3 * child + 2) * count
                    copy(own, to: target, count)
                    for other in node.children where other != child {
                        let factor = tape + 3 * other * count
                        for row in 0..<count { target[row] *= factor[row] }
                    }
                }
            default:
                backwardLeaf(
                    node, values, rows: rows, point: point, output: output, logParameters: logParameters,
                    coordinates: coordinates)
            }
        }
    }

    private func backwardLeaf(
        _ node: Node, _ values: UnsafePointer<Double>, rows: KernelRows, point: UnsafePointer<Double>,
        output: UnsafeMutablePointer<Double>, logParameters: UnsafeMutablePointer<Double>?,
        coordinates: UnsafeMutablePointer<Double>?
    ) {
        let count = rows.count
        let extra = output + count
        let own = output + 2 * count
        switch node.operation {
        case .stationary:
            for row in 0..<count { own[row] *= extra[row] }
            backwardDistances(node, values, rows, point, own, logParameters, coordinates)
        case .rationalQuadratic:
            let alpha = values[node.parameter]
            var sum = 0.0
            for row in 0..<count {
                let ratio = extra[row] / (2 * alpha)
                sum += own[row] * output[row] * (ratio / (1 + ratio) - log1p(ratio))
                own[row] *= -0.5 * output[row] / (1 + ratio)
            }
            logParameters?[node.parameter] += alpha * sum
            backwardDistances(node, values, rows, point, own, logParameters, coordinates)
        case .linear:
            logParameters?[node.parameter] += dot(own, output, count)
            guard let coordinates else { return }
            for column in node.columns {
                coordinates[column] += values[node.parameter] * dot(own, rows.base + column * rows.stride, count)
            }
        case .categorical:
            guard let logParameters else { return }
            for slot in Set(node.scales).sorted() {
                for row in 0..<count {
                    let part = mismatch(node, values, rows, row, point, by: slot)
                    if part != 0 { logParameters[slot] += own[row] * output[row] * part }
                }
            }
        default:
            let column = node.columns[0]
            for row in 0..<count {
                let slope = Fidelity.derivatives(
                    node.operation, values + node.parameter, rows.base[row + column * rows.stride], point[column])
                coordinates?[column] += own[row] * slope.point
                guard let logParameters else { continue }
                logParameters[node.parameter] += own[row] * slope.first
                if node.operation != .truncation { logParameters[node.parameter + 1] += own[row] * slope.second }
                if node.operation == .exponentialDecay { logParameters[node.parameter + 2] += own[row] * slope.third }
            }
        }
    }

    /// Goes on from derivatives by squared distance to length scales and coordinates.
    private func backwardDistances(
        _ node: Node, _ values: UnsafePointer<Double>, _ rows: KernelRows, _ point: UnsafePointer<Double>,
        _ own: UnsafePointer<Double>, _ logParameters: UnsafeMutablePointer<Double>?,
        _ coordinates: UnsafeMutablePointer<Double>?
    ) {
        for (index, column) in node.columns.enumerated() {
            let scale = values[node.scales[index]]
            let input = rows.base + column * rows.stride
            if let logParameters {
                let sum = ingot_weighted_square_sum(rows.count, input, point[column], own)
                logParameters[node.scales[index]] -= 2 * sum / (scale * scale)
            }
            if let coordinates {
                let sum = ingot_weighted_gap_sum(rows.count, input, point[column], own)
                coordinates[column] += 2 * sum / (scale * scale)
            }
        }
    }

    private func squaredDistances(
        _ node: Node, _ values: UnsafePointer<Double>, _ rows: KernelRows, _ point: UnsafePointer<Double>,
        into output: UnsafeMutablePointer<Double>
    ) {
        for row in 0..<rows.count { output[row] = 0 }
        for (index, column) in node.columns.enumerated() {
            let inverse = 1 / values[node.scales[index]]
            ingot_add_squared_distance(
                rows.count, rows.base + column * rows.stride, point[column], inverse, output)
        }
    }

    /// The mean over groups of [the group differs] / l, or the part of one group.
    private func mismatch(
        _ node: Node, _ values: UnsafePointer<Double>, _ rows: KernelRows, _ row: Int, _ point: UnsafePointer<Double>,
        by slot: Int?
    ) -> Double {
        var sum = 0.0
        for (index, column) in node.columns.enumerated() {
            let scale = node.scales[index]
            guard slot == nil || slot == scale, rows.base[row + column * rows.stride] != point[column] else { continue }
            // A group counts once: at its first column that differs.
            var isFirst = true
            for earlier in 0..<index where node.scales[earlier] == scale {
                let other = node.columns[earlier]
                if rows.base[row + other * rows.stride] != point[other] { isFirst = false }
            }
            if isFirst { sum += 1 / values[scale] }
        }
        return sum / Double(node.groupCount)
    }

    private func copy(_ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, _ count: Int) {
        target.update(from: source, count: count)
    }

    private func dot(_ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, _ count: Int) -> Double {
        var sum = 0.0
        for index in 0..<count { sum += left[index] * right[index] }
        return sum
    }
}

/// The factors over a fidelity; formulas in `Kernel`.
private enum Fidelity {
    static func value(
        _ operation: KernelProgram.Operation, _ parameters: UnsafePointer<Double>, _ s: Double, _ t: Double
    ) -> Double {
        switch operation {
        case .truncation: (1 - s) * (1 - t) * pow(1 + s * t, parameters[0])
        case .exponentialDecay: parameters[0] + pow(parameters[1] / (s + t + parameters[1]), parameters[2])
        default: parameters[0] + pow((1 - s) * (1 - t), 1 + parameters[1])
        }
    }

    /// The derivatives by the logarithms of the parameters in their order, and by t.
    static func derivatives(
        _ operation: KernelProgram.Operation, _ parameters: UnsafePointer<Double>, _ s: Double, _ t: Double
    ) -> (first: Double, second: Double, third: Double, point: Double) {
        switch operation {
        case .truncation:
            let base = 1 + s * t
            let power = pow(base, parameters[0])
            let slope = (1 - s) * power * (parameters[0] * s * (1 - t) / base - 1)
            return (parameters[0] * (1 - s) * (1 - t) * power * log(base), 0, 0, slope)
        case .exponentialDecay:
            let (scale, power) = (parameters[1], parameters[2])
            let ratio = scale / (s + t + scale)
            let value = pow(ratio, power)
            return (
                parameters[0], power * value * (1 - ratio), power * value * log(ratio), -power * value * ratio / scale
            )
        default:
            let product = (1 - s) * (1 - t)
            let exponent = 1 + parameters[1]
            let value = pow(product, exponent)
            let byPower = product > 0 ? parameters[1] * value * log(product) : 0
            return (parameters[0], byPower, 0, -exponent * (1 - s) * pow(product, parameters[1]))
        }
    }
}
