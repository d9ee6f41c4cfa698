using System.Globalization;
using PatientApi.Contracts;
using ServiceDefaults.Fallback;

namespace PatientGateway.Audit;

/// <summary>Finds the patients in the result of a handler.</summary>
internal static class AuditedResult
{
    private static readonly string Primary = FallbackHeaders.NameOf(DataSource.Primary);

    /// <summary>Returns the patients; at least one entry, without an id where the result names no patient.</summary>
    /// <param name="result">The result.</param>
    /// <param name="requested">The id in the request's path, if there is one.</param>
    /// <param name="headers">The headers of the response, which name source and age where the result does not.</param>
    public static IReadOnlyList<AuditedPatient> PatientsOf(
        object? result, Guid? requested, IHeaderDictionary headers)
    {
        while (result is INestedHttpResult nested)
        {
            result = nested.Result;
        }

        var status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
        return (result as IValueHttpResult)?.Value switch
        {
            PatientResponse patient => [new(patient.Id, status, Primary)],
            PatientPage { Items: { Count: > 0 } items } =>
                [.. items.Select(patient => new AuditedPatient(patient.Id, status, Primary))],
            IAudited audited => audited.PatientsOf(requested),
            _ => result is IAudited named
                ? named.PatientsOf(requested)
                : [new(requested, status, SourceIn(headers), AgeIn(headers))],
        };
    }

    private static string? SourceIn(IHeaderDictionary headers) =>
        headers.TryGetValue(FallbackHeaders.Source, out var source) ? source.ToString() : null;

    private static long? AgeIn(IHeaderDictionary headers) =>
        long.TryParse(headers.Age, NumberStyles.None, CultureInfo.InvariantCulture, out var age) ? age : null;
}
