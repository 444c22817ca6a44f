public import WaferSimulator

/// Draws the wafers of a simulated iteration: power by die, load by link.
///
/// An SVG picture: dies as cells coloured by the watts that they draw, with the number of their stage, tensor groups
/// framed; between them an arrow for each direction of each link, the wider and darker the larger the share of the time
/// in which it carried something. Each die and link has its figures as a tooltip.
public enum WaferPicture {
    /// Writes the picture to a file, replacing what is there.
    ///
    /// - Parameters:
    ///   - record: An iteration with its dies and links; its spans are not needed.
    ///   - title: What was played.
    ///   - path: The file.
    /// - Throws: `FileOutput.Failure` when it cannot be written.
    public static func write(_ record: IterationRecord, title: String, to path: String) throws(FileOutput.Failure) {
        try FileOutput.write(to: path) { sink in
            var drawing = WaferDrawing(record, title: title)
            drawing.draw()
            for line in drawing.lines {
                sink.append(line)
                sink.append("\n")
            }
        }
    }
}
