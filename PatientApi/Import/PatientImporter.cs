using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;

namespace PatientApi.Import;

/// <summary>Imports patients line by line and chunk by chunk; memory use does not depend on their number.</summary>
internal sealed partial class PatientImporter(
    FhirPatientReader reader, ImportWriter writer, IOptions<ImportOptions> options, ILogger<PatientImporter> logger)
{
    // Lines may be long: a chunk of two hundred lines of the maximum length would be 200 MiB.
    private const long MaxChunkBytes = 4 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    };

    /// <summary>
    /// Reads the body to its end and writes one result per line, in order. A stored chunk stays stored, whatever
    /// happens later; under a key it is not stored again.
    /// </summary>
    public async Task ImportAsync(PipeReader body, ImportRun run, Stream results, CancellationToken cancellationToken)
    {
        var chunk = new List<ImportLine>(options.Value.BatchSize);
        var chunkBytes = 0L;
        var (stored, failed) = (0L, 0L);
        await foreach (var line in NdjsonReader.ReadAsync(body, options.Value.MaxLineBytes, cancellationToken))
        {
            // Reads the body to its end even after a rejection, because an HTTP/1.1 client reads the response only
            // then.
            if (run.IsRefused || reader.Read(line) is not { } understood)
            {
                continue;
            }

            chunk.Add(understood);
            chunkBytes += line.Bytes.Length;
            if (chunk.Count == options.Value.BatchSize || chunkBytes >= MaxChunkBytes)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();
        LogEnd(stored, failed);

        async Task FlushAsync()
        {
            var outcome = await writer.WriteAsync(chunk, run, cancellationToken);
            await results.WriteAsync(Serialize(outcome), cancellationToken);
            failed += outcome.Count(result => result.Status == ImportStatus.Failed);
            stored += outcome.Count(result => result.Status != ImportStatus.Failed);
            chunk.Clear();
            chunkBytes = 0;
        }
    }

    private static ReadOnlyMemory<byte> Serialize(IReadOnlyList<ImportLineResult> results)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        foreach (var result in results)
        {
            JsonSerializer.Serialize(json, result, Json);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Information,
        Message = "Import completed: {Stored} lines stored, {Failed} failed.")]
    private partial void LogEnd(long stored, long failed);
}
