import CLAPACKE
import Glibc

/// The BLAS that the process has loaded, found by asking the dynamic linker.
///
/// ```swift
/// let library = BLASLibrary.current
/// if library.isReference { print("slow BLAS: \(library.path)") }
/// ```
public struct BLASLibrary: Sendable, Hashable {
    /// The kinds of library that are told apart.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// OpenBLAS.
        case openBLAS = "OpenBLAS"
        /// Intel's oneMKL.
        case mkl = "MKL"
        /// BLIS or AMD's AOCL-BLIS.
        case blis = "BLIS"
        /// ATLAS.
        case atlas = "ATLAS"
        /// None of the others: Netlib's reference implementation, 5 to 30 times slower from order 500 on.
        case reference = "reference BLAS"
    }

    /// Which library it is.
    public let kind: Kind
    /// What the library says about its version and build; its name where it says nothing.
    public let configuration: String
    /// The file that provides `cblas_dgemm`, links resolved; empty where the linker does not know.
    public let path: String

    /// Whether it is the slow reference implementation.
    public var isReference: Bool { kind == .reference }

    /// The library of this process.
    public static let current = BLASLibrary.detect()

    /// Sets how many threads the library uses inside one call.
    ///
    /// Set it to 1 while several tasks of one process compute, and wherever results must repeat bit by bit.
    ///
    /// - Parameter count: At least 1.
    /// - Returns: Whether the library knows such a setting; the reference implementation has one thread anyway.
    @discardableResult
    public static func setThreadCount(_ count: Int) -> Bool {
        typealias Setter = @convention(c) (Int32) -> Void
        for name in ["openblas_set_num_threads", "MKL_Set_Num_Threads", "bli_thread_set_num_threads"] {
            guard let address = symbol(name) else { continue }
            unsafeBitCast(address, to: Setter.self)(Int32(max(1, count)))
            return true
        }
        return current.isReference && count == 1
    }

    /// How many threads the library uses inside one call; `nil` where it does not say.
    public static var threadCount: Int? {
        typealias Getter = @convention(c) () -> Int32
        guard let address = symbol("openblas_get_num_threads") else { return current.isReference ? 1 : nil }
        return Int(unsafeBitCast(address, to: Getter.self)())
    }

    private static func detect() -> BLASLibrary {
        typealias Text = @convention(c) () -> UnsafeMutablePointer<CChar>?
        let path = providerPath()
        if let address = symbol("openblas_get_config") {
            let text = unsafeBitCast(address, to: Text.self)().map { String(cString: $0) }
            return BLASLibrary(kind: .openBLAS, configuration: text ?? Kind.openBLAS.rawValue, path: path)
        }
        if symbol("MKL_Get_Version_String") != nil {
            return BLASLibrary(kind: .mkl, configuration: Kind.mkl.rawValue, path: path)
        }
        if let address = symbol("bli_info_get_version_str") {
            let text = unsafeBitCast(address, to: Text.self)().map { String(cString: $0) }
            return BLASLibrary(kind: .blis, configuration: text ?? Kind.blis.rawValue, path: path)
        }
        if symbol("ATL_buildinfo") != nil {
            return BLASLibrary(kind: .atlas, configuration: Kind.atlas.rawValue, path: path)
        }
        return BLASLibrary(kind: .reference, configuration: Kind.reference.rawValue, path: path)
    }

    /// The address of a symbol of the library that provides `cblas_dgemm`, or of a library that it depends on.
    ///
    /// Looking there and not in the whole process tells apart a process that holds OpenBLAS for LAPACK alone.
    private static func symbol(_ name: String) -> UnsafeMutableRawPointer? {
        guard let provider = dlopen(providerFile(), RTLD_LAZY) else { return nil }
        defer { dlclose(provider) }
        return dlsym(provider, name)
    }

    /// The file that provides `cblas_dgemm` as the linker names it; `nil`, which stands for the process, where unknown.
    private static func providerFile() -> String? {
        guard let process = dlopen(nil, RTLD_LAZY) else { return nil }
        defer { dlclose(process) }
        var information = ingot_symbol_information()
        guard let address = dlsym(process, "cblas_dgemm"), ingot_dladdr(address, &information) != 0,
            let file = information.file_name
        else { return nil }
        return String(cString: file)
    }

    private static func providerPath() -> String {
        guard let file = providerFile() else { return "" }
        guard let resolved = realpath(file, nil) else { return file }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension BLASLibrary: CustomStringConvertible {
    /// One line for a start-up message.
    public var description: String {
        isReference ? "\(kind.rawValue) (\(path))" : configuration
    }
}
