public import WaferSimulator

/// Links and dies of a simulated iteration as CSV: RFC 4180, numbers in the shortest digits that read back the same.
public enum MapTables {
    /// Writes what each link carried: `wafer,x,y,to_wafer,to_x,to_y,bytes,utilisation`.
    ///
    /// Bytes are of one iteration, the utilisation is their share of what the link could have carried in it. Columns
    /// and rows are -1 for all links from one wafer to another.
    ///
    /// - Throws: `FileOutput.Failure` when the file cannot be written.
    public static func writeLinks(of record: IterationRecord, to path: String) throws(FileOutput.Failure) {
        try FileOutput.write(to: path) { sink in
            sink.append("wafer,x,y,to_wafer,to_x,to_y,bytes,utilisation\r\n")
            for link in record.links {
                for number in [link.wafer, link.x, link.y, link.toWafer, link.toX, link.toY] {
                    sink.append(number)
                    sink.append(",")
                }
                let utilisation = link.utilisation(seconds: record.iterationSeconds)
                sink.append("\(Quantity.shortest(link.bytes)),\(Quantity.shortest(utilisation))\r\n")
            }
        }
    }

    /// Writes who works on each die and what it draws in the mean: `wafer,x,y,stage,replica,power_w`.
    ///
    /// Stage and replica are -1 for a die without work.
    ///
    /// - Throws: `FileOutput.Failure` when the file cannot be written.
    public static func writeDies(of record: IterationRecord, to path: String) throws(FileOutput.Failure) {
        try FileOutput.write(to: path) { sink in
            sink.append("wafer,x,y,stage,replica,power_w\r\n")
            for die in record.dies {
                for number in [die.wafer, die.x, die.y, die.stage, die.replica] {
                    sink.append(number)
                    sink.append(",")
                }
                sink.append("\(Quantity.shortest(die.watts))\r\n")
            }
        }
    }
}
