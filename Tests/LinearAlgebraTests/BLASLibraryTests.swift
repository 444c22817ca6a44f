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

    // It stays at one thread: all tests share a process, and those that compare runs bit by bit need one.
    @Test func `the number of threads can be set`() {
        #expect(BLASLibrary.setThreadCount(1))
        #expect(BLASLibrary.threadCount == 1)
    }
}
