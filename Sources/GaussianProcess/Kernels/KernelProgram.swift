/// A kernel over features of known groups, as a list of nodes in which children stand before their parents.
///
/// All hyperparameters of the tree form one flat vector. `KernelProgram+Evaluation` computes values and derivatives.
struct KernelProgram: Sendable {
    enum Operation: Sendable, Hashable {
        case stationary(CovarianceFunction)
        case rationalQuadratic, linear, categorical
        case truncation, exponentialDecay, downsampling
        case sum, product, scaled
    }

    struct Node: Sendable {
        var operation: Operation
        /// The feature columns that a leaf reads.
        var columns: [Int] = []
        /// For each of them the parameter that is the scale of its group.
        var scales: [Int] = []
        /// How many groups these columns form.
        var groupCount = 0
        /// The first parameter that is not a scale of a group.
        var parameter = 0
        var children: [Int] = []
    }

    let columns: Int
    private(set) var nodes: [Node] = []
    private(set) var parameters: [KernelParameter] = []
    /// The columns that hold a fidelity in [0, 1].
    private(set) var unitColumns: [Int] = []
    /// The columns that hold a fidelity of at least 0.
    private(set) var nonnegativeColumns: [Int] = []
    /// The covariance function where the kernel is one over all columns and nothing else.
    let plain: CovarianceFunction?

    /// - Throws: `GaussianProcessError.invalidSetting` for a column that does not exist, or a part without columns or
    ///   children.
    init(_ kernel: Kernel, groups: [Int]) throws(GaussianProcessError) {
        columns = groups.count
        if case .stationary(let function, let selected) = kernel, selected == nil || selected == Array(groups.indices) {
            plain = function
        } else {
            plain = nil
        }
        _ = try append(kernel, groups: groups, path: "")
    }

    private mutating func append(_ kernel: Kernel, groups: [Int], path: String) throws(GaussianProcessError) -> Int {
        switch kernel {
        case .stationary(let function, let selected):
            return try appendLeaf(.stationary(function), selected, .lengthScale, [], groups, path)
        case .rationalQuadratic(let selected):
            return try appendLeaf(.rationalQuadratic, selected, .lengthScale, [.mixture], groups, path)
        case .linear(let selected):
            return try appendLeaf(.linear, selected, nil, [.variance], groups, path)
        case .categorical(let selected):
            return try appendLeaf(.categorical, selected, .categoryScale, [], groups, path)
        case .exponentialDecay(let column):
            nonnegativeColumns.append(column)
            return try appendLeaf(
                .exponentialDecay, [column], nil, [.offset, .decayScale, .power], groups, path)
        case .downsampling(let column):
            unitColumns.append(column)
            return try appendLeaf(.downsampling, [column], nil, [.offset, .power], groups, path)
        case .linearTruncated(let unbiased, let biased, let column):
            unitColumns.append(column)
            let first = try append(unbiased, groups: groups, path: path + "0.")
            let factor = try appendLeaf(.truncation, [column], nil, [.power], groups, path)
            let second = try append(biased, groups: groups, path: path + "1.")
            nodes.append(Node(operation: .product, children: [factor, second]))
            nodes.append(Node(operation: .sum, children: [first, nodes.count - 1]))
        case .sum(let parts), .product(let parts):
            guard !parts.isEmpty else { throw .invalidSetting(name: "kernel", accepted: "sums and products of parts") }
            var children: [Int] = []
            for (index, part) in parts.enumerated() {
                children.append(try append(part, groups: groups, path: "\(path)\(index)."))
            }
            var operation = Operation.product
            if case .sum = kernel { operation = .sum }
            nodes.append(Node(operation: operation, children: children))
        case .scaled(let part):
            let child = try append(part, groups: groups, path: path + "0.")
            parameters.append(KernelParameter(name: path + "variance", role: .variance))
            nodes.append(Node(operation: .scaled, parameter: parameters.count - 1, children: [child]))
        }
        return nodes.count - 1
    }

    private mutating func appendLeaf(
        _ operation: Operation, _ selected: [Int]?, _ scale: KernelParameter.Role?, _ others: [KernelParameter.Role],
        _ groups: [Int], _ path: String
    ) throws(GaussianProcessError) -> Int {
        let list = selected ?? Array(groups.indices)
        guard !list.isEmpty, list.allSatisfy(groups.indices.contains), Set(list).count == list.count else {
            throw .invalidSetting(name: "kernel", accepted: "a kernel of existing columns, each once in a part")
        }
        var node = Node(operation: operation, columns: list)
        let found = list.map { groups[$0] }.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }.sorted()
        node.groupCount = found.count
        if let scale {
            for group in found {
                parameters.append(KernelParameter(name: "\(path)\(scale.rawValue)[\(group)]", role: scale))
            }
            let first = parameters.count - found.count
            node.scales = list.map { first + (found.firstIndex(of: groups[$0]) ?? 0) }
        }
        node.parameter = parameters.count
        for role in others { parameters.append(KernelParameter(name: path + role.rawValue, role: role)) }
        nodes.append(node)
        return nodes.count - 1
    }

    /// How many numbers a tape needs for a number of rows.
    func tapeSize(rows: Int) -> Int { 3 * nodes.count * max(1, rows) }

    /// Checks that the fidelity columns of features hold fidelities.
    ///
    /// - Throws: `GaussianProcessError.fidelityOutOfRange`.
    func check(rows: Int, value: (Int, Int) -> Double) throws(GaussianProcessError) {
        for column in unitColumns + nonnegativeColumns {
            let largest = unitColumns.contains(column) ? 1.0 : .infinity
            for row in 0..<rows {
                let found = value(row, column)
                guard found >= 0, found <= largest else {
                    throw .fidelityOutOfRange(row: row, column: column, value: found)
                }
            }
        }
    }
}
