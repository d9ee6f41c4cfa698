using PatientApi.Contracts;
using PatientApi.Model;

namespace PatientApi.Import;

/// <summary>
/// A parsed line: the values of a patient and the SHA-256 of the bytes received, or the problem with the line.
/// </summary>
internal sealed record ImportLine(
    long Number, string? ExternalId, PatientValues? Values, byte[] Digest, ImportProblem? Problem) : PatientData
{
    public static ImportLine Valid(long number, PatientValues values, byte[] digest) => new(
        number, values.ExternalId, values, digest, Problem: null);

    public static ImportLine Faulty(long number, ImportProblem problem, string? externalId = null) => new(
        number, externalId, Values: null, Digest: [], problem);

    public ImportLineResult Failed(ImportProblem problem) =>
        new() { Line = Number, Status = ImportStatus.Failed, ExternalId = ExternalId, Problem = problem };

    public ImportLineResult Written(ImportStatus status, Guid id) =>
        new() { Line = Number, Status = status, Id = id, ExternalId = ExternalId };
}
