import Glibc
import LinearAlgebra
import Testing

@Suite struct BLASLibraryTests {
    @Test func `the library names itself and its file`() {
        let library = BLASLibrary.current
        #expect(!library.configuration.isEmpty)
        #expect(library.path.hasPrefix("/"))
        #expect(!library.description.isEmpty)
        #expect(library.isReference == (library.kind == .reference))
    }

    @Test func `OpenBLAS is recognised by its own words`() {
        let library = BLASLibrary.current
        #expect((library.kind == .openBLAS) == library.configuration.hasPrefix("OpenBLAS"))
    }

    @Test func `the number of threads can be set`() {
        let before = BLASLibrary.threadCount
        #expect(BLASLibrary.setThreadCount(1))
        #expect(BLASLibrary.threadCount == 1)
        if let before { BLASLibrary.setThreadCount(before) }
    }
}
