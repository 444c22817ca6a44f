/// The memory of a space's tables: plain numbers behind pointers, so that reading one neither counts references nor
/// checks bounds; freed with the space.
final class TableStorage: @unchecked Sendable {
    private var plain: [UnsafeMutableRawBufferPointer] = []
    private var lists: [UnsafeMutableBufferPointer<ParameterValue>] = []

    /// Copies numbers into memory that lives as long as the storage.
    func store<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
        guard !elements.isEmpty else { return UnsafeBufferPointer(start: nil, count: 0) }
        let table = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = table.initialize(from: elements)
        plain.append(UnsafeMutableRawBufferPointer(table))
        return UnsafeBufferPointer(table)
    }

    /// Copies values into memory that lives as long as the storage.
    func store(_ values: [ParameterValue]) -> UnsafeBufferPointer<ParameterValue> {
        guard !values.isEmpty else { return UnsafeBufferPointer(start: nil, count: 0) }
        let table = UnsafeMutableBufferPointer<ParameterValue>.allocate(capacity: values.count)
        _ = table.initialize(from: values)
        lists.append(table)
        return UnsafeBufferPointer(table)
    }

    deinit {
        for table in plain { table.deallocate() }
        for list in lists {
            list.deinitialize()
            list.deallocate()
        }
    }
}
