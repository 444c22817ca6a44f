public import LinearAlgebra

extension Kernel {
    /// The hyperparameters of the kernel over features of given groups, in the order of its flat vector.
    ///
    /// - Parameter groups: The group of each column, as in `TrainingData.groups`.
    /// - Throws: `GaussianProcessError.invalidSetting` when the kernel does not fit the columns.
    public func parameters(groups: [Int]) throws(GaussianProcessError) -> [KernelParameter] {
        try KernelProgram(self, groups: groups).parameters
    }

    /// The matrix of covariances between the rows of two matrices.
    ///
    /// - Parameters:
    ///   - left: n x p.
    ///   - right: m x p.
    ///   - values: The hyperparameters, as listed by `parameters(groups:)`.
    ///   - groups: The group of each column; `nil` gives each column its own.
    /// - Returns: n x m.
    /// - Throws: `GaussianProcessError`.
    public func matrix(
        between left: Matrix, and right: Matrix, parameters values: [Double], groups: [Int]? = nil
    ) throws(GaussianProcessError) -> Matrix {
        guard right.columns == left.columns else {
            throw .countMismatch(of: "columns", found: right.columns, needed: left.columns)
        }
        let groups = groups ?? Array(0..<left.columns)
        guard groups.count == left.columns else {
            throw .countMismatch(of: "column groups", found: groups.count, needed: left.columns)
        }
        let program = try KernelProgram(self, groups: groups)
        try program.validate(values)
        try program.check(rows: left.rows) { left[$0, $1] }
        try program.check(rows: right.rows) { right[$0, $1] }
        let kernel = ComponentKernel(program, parameters: values, groups: groups)
        var result = Matrix(rows: left.rows, columns: right.rows)
        kernel.fill(&result, rows: kernel.prepared(left), points: kernel.prepared(right))
        return result
    }
}

extension ComponentKernel {
    /// Writes the covariances between prepared rows and prepared points.
    func fill(_ result: inout Matrix, rows: Matrix, points: Matrix) {
        let count = rows.rows
        var tape = [Double](repeating: 0, count: tapeSize(rows: count))
        result.storage.withUnsafeMutableBufferPointer { output in
            rows.storage.withUnsafeBufferPointer { rows in
                tape.withUnsafeMutableBufferPointer { tape in
                    guard let output = output.baseAddress, let rows = rows.baseAddress, let tape = tape.baseAddress
                    else { return }
                    let all = KernelRows(base: rows, stride: count, count: count)
                    for index in 0..<points.rows {
                        points.row(index).withUnsafeBufferPointer { point in
                            guard let point = point.baseAddress else { return }
                            (output + index * count).update(
                                from: values(rows: all, point: point, tape: tape), count: count)
                        }
                    }
                }
            }
        }
    }
}

extension KernelProgram {
    /// Checks a vector of hyperparameters.
    ///
    /// - Throws: `GaussianProcessError.countMismatch` or `.invalidHyperparameter`.
    func validate(_ values: [Double]) throws(GaussianProcessError) {
        guard values.count == parameters.count else {
            throw .countMismatch(
                of: plain == nil ? "kernel parameters" : "length scales", found: values.count,
                needed: parameters.count)
        }
        for (value, parameter) in zip(values, parameters) where !(value > 0 && value.isFinite) {
            throw .invalidHyperparameter(name: plain == nil ? parameter.name : "length scale", value: value)
        }
    }
}
