using Microsoft.AspNetCore.Http;
using ServiceDefaults.Callers;

namespace PatientApi.Tests.Tenancy;

/// <summary>
/// A caller whose tenant a header names. Outside a request there is none, so that background work that asks for it
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
