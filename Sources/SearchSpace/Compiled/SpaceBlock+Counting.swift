extension SpaceBlock {
    /// The number of assignments of parameters without constraints; `nil` where it is infinite, too large for a whole
    /// number, or where a parameter has several conditions.
    static func freeCount(_ members: [Int], parameters: [CompiledParameter]) -> Int? {
        var counts: [Int: Int] = [:]
        var dependents: [Int: [Int]] = [:]
        var product = 1
        // What depends stands after its decider, so going backwards meets leaves first.
        for index in members.sorted().reversed() {
            let parameter = parameters[index]
            guard parameter.conditions.count <= 1 else { return nil }
            let own = parameter.isConstant ? 1 : parameter.count
            guard own > 0 else { return nil }
            let deciding = Set((dependents[index] ?? []).flatMap { parameters[$0].conditions[0].numbers }).sorted()
            var count = own - deciding.count
            for number in deciding {
                var branch = 1
                for other in dependents[index] ?? [] where parameters[other].conditions[0].numbers.contains(number) {
                    guard let next = multiplied(branch, counts[other] ?? 1) else { return nil }
                    branch = next
                }
                let (sum, hasOverflow) = count.addingReportingOverflow(branch)
                guard !hasOverflow else { return nil }
                count = sum
            }
            counts[index] = count
            if let condition = parameter.conditions.first {
                dependents[condition.decider, default: []].append(index)
            } else {
                guard let next = multiplied(product, count) else { return nil }
                product = next
            }
        }
        return product
    }

    /// The number of assignments of a table's rows with parameters that stand beside it freely; `nil` where one of
    /// these is conditional or continuous, or the number is too large.
    static func count(rows: Int, beside rest: ArraySlice<Int>, parameters: [CompiledParameter]) -> Int? {
        var product = rows
        for index in rest {
            guard !parameters[index].isConditional, parameters[index].isConstant || parameters[index].count > 0,
                let next = multiplied(product, parameters[index].isConstant ? 1 : parameters[index].count)
            else { return nil }
            product = next
        }
        return product
    }

    private static func multiplied(_ first: Int, _ second: Int) -> Int? {
        let (product, hasOverflow) = first.multipliedReportingOverflow(by: second)
        return hasOverflow ? nil : product
    }
}
