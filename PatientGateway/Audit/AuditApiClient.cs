using System.Net.Mime;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Callers;

namespace PatientGateway.Audit;

/// <summary>
/// Client of the API's audit routes, with a pipeline of its own: what happens to the delivery of entries neither opens
/// the circuit breaker of patients nor uses up their limits.
/// </summary>
internal sealed class AuditApiClient(HttpClient http, TimeProvider clock) : PatientReader(http, clock)
{
    /// <summary>Name of the pipeline.</summary>
    public const string Pipeline = "patient-api-audit";

    // Entries are delivered on behalf of no caller.
    private static readonly Caller Gateway = new(
        ResourceNames.PatientGateway, ResourceNames.PatientGateway, [PatientScopes.AuditAppend], Caller.DefaultTier);

    /// <summary>Delivers a block. The API ignores entries that it has.</summary>
    public async Task<ApiResponse<AuditBatch>> AppendAsync(AuditBlock block, CancellationToken cancellationToken)
    {
        using var caller = CallerContext.Use(Gateway);
        using var request = Request(
            "append_audit",
            HttpMethod.Post,
            AuditRoutes.Collection,
            new PatientPayload(block.Json, MediaTypeNames.Application.Json));
        return await SendAsync<AuditBatch>(request, cancellationToken);
    }

    /// <summary>Lists entries of the caller's tenant.</summary>
    public async Task<ApiResponse<AuditPage>> ListAsync(QueryString query, CancellationToken cancellationToken)
    {
        using var request = Request("list_audit", HttpMethod.Get, $"{AuditRoutes.Collection}{query}");
        return await SendAsync<AuditPage>(request, cancellationToken);
    }

    /// <summary>Verifies the chains.</summary>
    public async Task<ApiResponse<AuditVerification>> VerifyAsync(
        PatientPayload body, CancellationToken cancellationToken)
    {
        using var request = Request(
            "verify_audit", HttpMethod.Post, AuditRoutes.Collection + AuditRoutes.Verify, body);
        return await SendAsync<AuditVerification>(request, cancellationToken);
    }
}
