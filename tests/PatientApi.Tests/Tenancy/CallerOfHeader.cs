using Microsoft.AspNetCore.Http;
using ServiceDefaults.Callers;

namespace PatientApi.Tests.Tenancy;

/// <summary>
/// Takes the tenant of the caller from a header. Outside of a request there is none, so background work that reads it
/// fails.
/// </summary>
internal sealed class CallerOfHeader(IHttpContextAccessor http) : ICallerContext
{
    public const string Header = "X-Test-Tenant";

    public string Client => "test";

    public string Tenant =>
        (http.HttpContext ?? throw new InvalidOperationException("There is no request, so there is no caller."))
            .Request.Headers[Header].ToString();

    public IReadOnlyCollection<string> Scopes => [];

    public string View => "";

    public string Tier => "test";
}
