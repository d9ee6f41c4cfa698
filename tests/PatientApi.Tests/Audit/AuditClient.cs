using System.Net.Http.Json;
using PatientApi.Contracts;
using ServiceDefaults.Callers;

namespace PatientApi.Tests.Audit;

/// <summary>The routes of auditors, as methods.</summary>
internal static class AuditClient
{
    public static async Task<AuditPage> ListAuditAsync(
        this HttpClient client, string query, string tenant = Caller.DefaultTenant)
    {
        using var response = await client.SendAsAdminAsync(HttpMethod.Get, $"/audit?{query}", tenant: tenant);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<AuditPage>(TestContext.Current.CancellationToken))!;
    }

    public static async Task<AuditWriterVerification> VerifyAsync(
        this HttpClient client, Guid writer, params AuditHead[] anchors)
    {
        using var response = await client.SendAsAdminAsync(
            HttpMethod.Post,
            "/audit/verify",
            new AuditVerificationRequest { Writer = writer, Anchors = [.. anchors.Select(anchor => $"{anchor}")] });
        response.EnsureSuccessStatusCode();
        var result = (await response.Content.ReadFromJsonAsync<AuditVerification>(
            TestContext.Current.CancellationToken))!;
        Assert.Equal(result.IsIntact, result.Writers.All(one => one.Faults.Count == 0));
        return Assert.Single(result.Writers);
    }

    public static async Task<HttpResponseMessage> SendAsAdminAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        string tenant = Caller.DefaultTenant)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = new("Bearer", Credentials.TokenOf("admin", tenant, PatientScopes.Admin));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
