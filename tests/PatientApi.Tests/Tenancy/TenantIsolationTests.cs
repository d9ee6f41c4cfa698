using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatientApi.Contracts;
using PatientApi.Tests.Idempotency;

namespace PatientApi.Tests.Tenancy;

/// <summary>Callers of two tenants: neither can find out whether a patient of the other exists.</summary>
public sealed class TenantIsolationTests(TenantApi api) : IClassFixture<TenantApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/patients/{0}", null)]
    [InlineData("GET", "/patients/{0}?includeDetails=true", null)]
    [InlineData("GET", "/patients/{0}/summary", null)]
    [InlineData("GET", "/patients/{0}/enriched", null)]
    [InlineData("GET", "/patients/{0}/recommendations", null)]
    [InlineData("GET", "/patients/by-external-id/{1}", null)]
    [InlineData("PUT", "/patients/{0}", null)]
    [InlineData("PUT", "/patients/{0}", "*")]
    [InlineData("PUT", "/patients/{0}", "{2}")]
    [InlineData("PUT", "/patients/by-external-id/{1}", "{2}")]
    [InlineData("PUT", "/patients/by-external-id/{1}", "*")]
    [InlineData("DELETE", "/patients/{0}", null)]
    [InlineData("DELETE", "/patients/{0}", "{2}")]
    public async Task Request_ForAnotherTenantsPatient_EqualsThatForAnUnknownPatient(
        string method, string path, string? ifMatch)
    {
        var request = Samples.Patient("Secret");
        var (patient, etag) = await Samples.CreateAsync(api.A, request, Token);
        var body = Samples.Patient("Changed") with { ExternalId = null };

        var theirs = await SendAsync(Fill(patient.Id, request.ExternalId!), Condition(etag));
        var unknown = await SendAsync(Fill(Guid.CreateVersion7(), Samples.NewExternalId()), Condition(etag));

        Assert.Equal(unknown, theirs);
        Assert.True(theirs.Status is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed);
        Assert.Null(theirs.ETag);
        var kept = await api.A.GetFromJsonAsync<PatientResponse>($"/patients/{patient.Id}", Token);
        Assert.Equal("Secret", kept!.LastName);

        string Fill(Guid id, string externalId) =>
            path.Replace("{0}", $"{id}", StringComparison.Ordinal).Replace("{1}", externalId, StringComparison.Ordinal);

        string? Condition(string tag) => ifMatch?.Replace("{2}", tag, StringComparison.Ordinal);

        async Task<Answer> SendAsync(string target, string? condition)
        {
            var content = string.Equals(method, "PUT", StringComparison.Ordinal)
                ? JsonContent.Create(target.Contains("by-external-id", StringComparison.Ordinal)
                    ? body
                    : body with { ExternalId = Samples.NewExternalId() })
                : null;
            return Answer.Of(await api.B.WriteAsync(new(method), target, key: null, content, condition));
        }
    }

    [Fact]
    public async Task Batch_WithAnotherTenantsId_ReportsItAsNotFound()
    {
        var (theirs, _) = await Samples.CreateAsync(api.A, Samples.Patient(), Token);
        var (own, _) = await Samples.CreateAsync(api.B, Samples.Patient(), Token);

        var batch = await api.B.GetFromJsonAsync<PatientBatch>(
            $"/patients/batch?ids={theirs.Id},{own.Id},{Guid.CreateVersion7()}", Token);

        Assert.Equal([404, 200, 404], batch!.Items.Select(item => item.Status));
        Assert.Equal(
            JsonSerializer.Serialize(batch.Items[2].Problem), JsonSerializer.Serialize(batch.Items[0].Problem));
    }

    [Fact]
    public async Task List_WithAndWithoutSearch_ReturnsOnlyOwnPatients()
    {
        var name = $"Listed{Samples.NewExternalId()}";
        var (theirs, _) = await Samples.CreateAsync(api.A, Samples.Patient(name), Token);
        var (own, _) = await Samples.CreateAsync(api.B, Samples.Patient(name), Token);

        var found = (await api.B.GetFromJsonAsync<PatientPage>($"/patients?search={name}", Token))!.Items;
        var all = (await api.B.GetFromJsonAsync<PatientPage>("/patients?limit=100", Token))!.Items;
        var byExternalId = await api.B.GetFromJsonAsync<PatientPage>($"/patients?search={theirs.ExternalId}", Token);

        Assert.Equal(own.Id, Assert.Single(found).Id);
        Assert.Contains(all, patient => patient.Id == own.Id);
        Assert.DoesNotContain(all, patient => patient.Id == theirs.Id);
        Assert.Empty(byExternalId!.Items);
    }

    [Fact]
    public async Task Cursor_OfAnotherTenant_IsInvalid()
    {
        var name = $"Paged{Samples.NewExternalId()}";
        for (var number = 0; number < 2; number++)
        {
            await Samples.CreateAsync(api.A, Samples.Patient(name), Token);
            await Samples.CreateAsync(api.B, Samples.Patient(name), Token);
        }

        var cursor = (await api.A.GetFromJsonAsync<PatientPage>($"/patients?search={name}&limit=1", Token))!.NextCursor;
        var next = $"/patients?search={name}&limit=1&cursor={cursor}";
        using var theirs = await api.B.GetAsync(next, Token);
        using var own = await api.A.GetAsync(next, Token);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (theirs.StatusCode, own.StatusCode));
    }

    [Fact]
    public async Task IfNoneMatch_WithTheETagOfAnotherTenant_RevealsNothing()
    {
        var (patient, etag) = await Samples.CreateAsync(api.A, Samples.Patient(), Token);

        using var theirs = await api.B.SendAsync(Samples.Get($"/patients/{patient.Id}", etag), Token);
        using var own = await api.A.SendAsync(Samples.Get($"/patients/{patient.Id}", etag), Token);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotModified), (theirs.StatusCode, own.StatusCode));
    }

    [Fact]
    public async Task Request_OfACallerWithoutATenant_IsRejected()
    {
        using var client = api.Api.CreateClient();

        using var response = await client.GetAsync("/patients", Token);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    /// <summary>What a caller can compare, without the trace id.</summary>
    private sealed record Answer(HttpStatusCode Status, string Body, string? ContentType, string? ETag)
    {
        public static Answer Of(KeyedResponse response)
        {
            var body = JsonNode.Parse(response.Body)!.AsObject();
            body.Remove("traceId");
            return new(response.Status, body.ToJsonString(), response.ContentType, response.ETag);
        }
    }
}
