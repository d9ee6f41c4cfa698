using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;

namespace PatientApi.Import;

/// <summary>Reads lines, stores them by the chunk, and says of each what became of it, in order.</summary>
internal sealed class PatientImporter(FhirPatientReader reader, ImportWriter writer, IOptions<ImportOptions> options)
{
    public async IAsyncEnumerable<ImportLineResult> ImportAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<ImportedLine>(options.Value.ChunkLines);
        await foreach (var line in NdjsonLines.ReadAsync(body, options.Value.MaxLineBytes, cancellationToken))
        {
            chunk.Add(new ImportedLine(line.Number, Read(line)));
            if (chunk.Count == options.Value.ChunkLines)
            {
                foreach (var result in await writer.WriteAsync(chunk, cancellationToken))
                {
                    yield return result;
                }

                chunk.Clear();
            }
        }

        foreach (var result in await writer.WriteAsync(chunk, cancellationToken))
        {
            yield return result;
        }
    }

    private ReadPatient Read(NdjsonLine line) => line.Content is { } content
        ? reader.Read(content)
        : ReadPatient.Failed("The line is too long.", $"At most {options.Value.MaxLineBytes} bytes a line (Import:MaxLineBytes).");
}

/// <summary>A line and what was read from it.</summary>
internal readonly record struct ImportedLine(long Number, ReadPatient Read);
