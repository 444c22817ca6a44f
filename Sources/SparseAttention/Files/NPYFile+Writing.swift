extension NPYFile {
    /// A tensor of float32 as version 1 of the format, in C order.
    public static func encode(_ elements: [Float], shape: [Int]) -> [UInt8] {
        let tuple = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(tuple)), }"
        // Elements start at a multiple of 64 bytes, and the header ends with a line.
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        bytes += [UInt8(truncatingIfNeeded: header.utf8.count), UInt8(truncatingIfNeeded: header.utf8.count >> 8)]
        bytes += Array(header.utf8)
        bytes.reserveCapacity(bytes.count + 4 * elements.count)
        for element in elements {
            for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: element.bitPattern >> UInt32(8 * byte))) }
        }
        return bytes
    }
}
