/// The version of this software.
public enum SoftwareVersion {
    /// As CSV files and checkpoints name it.
    public static let current = "0.1.0"
}
