import Campaign

/// What `--version` prints.
enum Version {
    static let text = SoftwareVersion.current
}
