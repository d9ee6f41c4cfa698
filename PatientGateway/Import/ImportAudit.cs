using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Audit;

namespace PatientGateway.Import;

/// <summary>
/// Records the patients that an import has written, from its results on their way to the caller. A line that is no
/// result is not recorded, and relayed as it is.
/// </summary>
internal sealed class ImportAudit(AuditRecorder recorder)
{
    // A result has a few hundred bytes; a longer line is none.
    private const int MaxLineBytes = 64 * 1024;

    private readonly List<byte> _line = [];

    /// <summary>Records the patients of the results that end in a chunk.</summary>
    public void Record(ReadOnlySpan<byte> chunk)
    {
        var patients = new List<AuditedPatient>();
        while (chunk.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Add(chunk[..end]);
            AddPatient(patients);
            chunk = chunk[(end + 1)..];
        }

        Add(chunk);
        if (patients.Count > 0)
        {
            recorder.TryRecord(AuditActions.Import, patients);
        }
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        if (_line.Count + part.Length <= MaxLineBytes)
        {
            _line.AddRange(part);
        }
    }

    private void AddPatient(List<AuditedPatient> patients)
    {
        if (TryRead() is { Id: { } id, Status: var status })
        {
            patients.Add(new(
                id, status == ImportStatus.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK));
        }

        _line.Clear();
    }

    private ImportLineResult? TryRead()
    {
        try
        {
            return _line.Count == 0
                ? null
                : JsonSerializer.Deserialize<ImportLineResult>(_line.ToArray(), PatientJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
