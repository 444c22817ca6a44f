import AnalyticalModel
import Testing

/// Files of measurements from outside.
@Suite struct MeasurementsTests {
    private static let header = "m,k,n,latency_ms,tflops\n"

    private func validation(_ files: [(name: String, text: String)]) throws -> ModelValidation {
        try ModelValidation(of: try Measurements(files: files))
    }

    @Test func rowsOfAFolderAreRunLikeThoseThatAreShipped() throws {
        let text =
            "\u{FEFF}# source: somewhere, \"of old\r\nn,k,m,tflops,latency_ms\r\n"
            + "12288,12288,2048,\"262,2\",2.3586\r\n\r\n"
        let result = try validation([("some/where/matmul_a100.csv", text)])
        let found = try #require(result.groups.first?.cases.first)
        let shipped = try ModelValidation(refits: false).groups.flatMap(\.cases)
            .first { $0.name == "product 2048 x 12288 x 12288" }
        #expect(result.groups.count == 1 && found == shipped)
        #expect(found.measured == 2.3586)
    }

    @Test func aFileIsKnownByItsColumnsToo() throws {
        let result = try validation([("kept.csv", Self.header + "2048,12288,12288,2.3586,262\n")])
        #expect(result.groups.count == 1)
        let unknown = try Measurements(files: [("kept.csv", "a,b\n1,2\n")])
        #expect(unknown.unknownFiles == ["kept.csv"] && unknown.isEmpty)
    }

    @Test func aBoundBreaksWhereTheMeasurementSaysSo() throws {
        #expect(try validation([("matmul_a100.csv", Self.header + "2048,12288,12288,2.3586,262\n")]).isKept)
        let broken = try validation([("matmul_a100.csv", Self.header + "2048,12288,12288,1.3,262\n")])
        #expect(!broken.isKept)
        // A small product has no bound.
        #expect(try validation([("matmul_a100.csv", Self.header + "64,64,64,100,1\n")]).isKept)
    }

    @Test(arguments: [
        ("m,k,n,latency_ms\n1,2,3,4\n", "no column tflops"),
        ("m,k,n,latency_ms,tflops,speed\n1,2,3,4,5,6\n", "unknown column speed"),
        ("m,k,n,latency_ms,tflops,tflops\n1,2,3,4,5,5\n", "a column twice"),
        ("m,k,n,latency_ms,tflops\n1,2,3,fast,5\n", "matmul_a100.csv:2: latency_ms: found 'fast'"),
        ("m,k,n,latency_ms,tflops\n1,2,3,4,5\n\n1.5,2,3,4,5\n", "matmul_a100.csv:4: m: found '1.5'"),
        ("m,k,n,latency_ms,tflops\n1,2,3,4\n", "found 4 fields; accepted: 5"),
        ("m,k,n,latency_ms,tflops\n1,2,3,,5\n", "found nothing"),
        ("m,k,n,latency_ms,tflops\n1,2,3,\"4,5\n", "a quote that nothing closes"), ("", "an empty file"),
    ]) func whatIsWrongIsSaidInOneLine(text: String, words: String) throws {
        let error = #expect(throws: MeasurementError.self) {
            try Measurements(files: [("matmul_a100.csv", text)])
        }
        let line = try #require(error).description
        #expect(line.contains(words) && !line.contains("\n"), "\(line)")
    }

    /// Rows kept aside: other sizes, other machines, and what the models do not have.
    @Test func otherRowsOfTheSameTablesAreRunOrNamed() throws {
        let zero = """
            scheme,params_billion,model_parallel_size,global_batch,gpus,microbatch,achieved_tflops_per_gpu,days_for_300B_tokens,status,source
            ZeRO-3,174.6,1,1536,768,2,88,74,found,Table 2
            PTD-P,529.6,280,2240,2240,1,159,42,found,Table 2
            """
        let trained = try validation([("narayanan2021_table2_zero3.csv", zero)])
        #expect(trained.groups[0].cases.count == 2 && trained.isKept)
        let service = """
            system,device,n_devices,parallelism,model,precision,batch,input_len,output_len,metric,value,unit,mark,source,notes,use
            TensorRT-LLM 0.5,H100,1,TP1,LLaMA-7B,FP8,1,2048,1,first_token_latency,36,ms,found,x,,fit
            TensorRT-LLM,B200,1,TP1,Llama-3.3-70B,FP4,max,128,128,total_output_throughput,11147,tok/s,found,x,,report
            TensorRT-LLM,B200,1,TP1,Llama-3.3-70B,FP4,max,128,128,total_output_throughput,11147,tok/s,found,x,,exclude
            """
        let served = try validation([("gpu_and_service_measurements.csv", service)])
        #expect(served.groups.count == 1 && served.groups[0].cases.count == 1)
        #expect(served.notModelled.count == 1 && served.notModelled[0].contains("B200"))
    }

    @Test func aRowThatCannotBeIsRefused() {
        let text = """
            scheme,params_billion,model_parallel_size,global_batch,gpus,microbatch,achieved_tflops_per_gpu,days_for_300B_tokens,status,source
            PTD-P,529.6,280,2240,1000,1,159,42,found,Table 2
            """
        #expect(throws: MeasurementError.self) {
            try validation([("narayanan2021_table2_zero3.csv", text)])
        }
    }
}
