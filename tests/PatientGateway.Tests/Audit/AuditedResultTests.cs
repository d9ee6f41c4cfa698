using Microsoft.AspNetCore.Http;
using PatientGateway.Audit;
using ServiceDefaults.Fallback;

namespace PatientGateway.Tests.Audit;

/// <summary>The source and age of a plain result are those of its headers.</summary>
public sealed class AuditedResultTests
{
    private static readonly Guid Id = Guid.NewGuid();

    [Theory]
    [InlineData("cache", "4", 4L)]
    [InlineData("primary", "0", 0L)]
    [InlineData("cache", "soon", null)]
    [InlineData(null, null, null)]
    public void PatientsOf_APlainResult_IsTheRequestedPatientWithTheSourceOfTheHeaders(
        string? source, string? age, long? seconds)
    {
        var headers = new HeaderDictionary { [FallbackHeaders.Source] = source, ["Age"] = age };

        var patients = AuditedResult.PatientsOf(TypedResults.Ok("results"), Id, headers);

        Assert.Equal([new(Id, 200, source, seconds)], patients);
    }
}
