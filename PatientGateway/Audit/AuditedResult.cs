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
    public static IReadOnlyList<AuditedPatient> PatientsOf(object? result, Guid? requested)
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
            _ => result is IAudited named ? named.PatientsOf(requested) : [new(requested, status)],
        };
    }
}
