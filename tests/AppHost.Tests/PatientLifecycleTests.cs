using System.Net;
using System.Net.Http.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests;

public sealed class PatientLifecycleTests(SystemFixture system) : IDisposable
{
    private readonly HttpClient _gateway = system.CreateGatewayClient();

    [Fact]
    public async Task Create_ThenRead_ReturnsTheSamePatientAndETag()
    {
        var (created, etag) = await _gateway.CreateAsync(GatewayClient.NewPatient());

        using var response = await _gateway.GetPatientAsync(created.Id);
        var (read, readETag) = await GatewayClient.ReadAsync(response);

        Assert.Equal(created, read);
        Assert.Equal(etag, readETag);
    }

    [Fact]
    public async Task Read_WithTheCurrentETag_Returns304WithoutBody()
    {
        var (created, etag) = await _gateway.CreateAsync(GatewayClient.NewPatient());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{GatewayClient.Patients}/{created.Id}");
        request.Headers.IfNoneMatch.Add(etag);

        using var response = await _gateway.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Update_WithTheCurrentETag_IsVisibleToTheNextRead()
    {
        var request = GatewayClient.NewPatient();
        var (created, etag) = await _gateway.CreateAsync(request);

        using var response = await _gateway.ReplaceAsync(created.Id, request with { LastName = "King" }, etag);
        var (updated, newETag) = await GatewayClient.ReadAsync(response);

        Assert.Equal("King", updated.LastName);
        Assert.NotEqual(etag, newETag);
        using var read = await _gateway.GetPatientAsync(created.Id);
        Assert.Equal("King", (await GatewayClient.ReadAsync(read)).Patient.LastName);
    }

    [Fact]
    public async Task Update_WithAStaleETag_Returns412AndChangesNothing()
    {
        var request = GatewayClient.NewPatient();
        var (created, stale) = await _gateway.CreateAsync(request);
        using var first = await _gateway.ReplaceAsync(created.Id, request with { LastName = "King" }, stale);
        first.EnsureSuccessStatusCode();

        using var second = await _gateway.ReplaceAsync(created.Id, request with { LastName = "Byron" }, stale);

        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        using var read = await _gateway.GetPatientAsync(created.Id);
        Assert.Equal("King", (await GatewayClient.ReadAsync(read)).Patient.LastName);
    }

    [Fact]
    public async Task Upsert_OfTheSameExternalId_CreatesThenReplacesOnePatient()
    {
        var request = GatewayClient.NewPatient();
        var route = $"{GatewayClient.Patients}/by-external-id/{request.ExternalId}";

        using var first = await _gateway.PutAsJsonAsync(route, request, TestContext.Current.CancellationToken);
        using var second = await _gateway.PutAsJsonAsync(
            route, request with { LastName = "King" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var (created, _) = await GatewayClient.ReadAsync(first);
        var (replaced, _) = await GatewayClient.ReadAsync(second);
        Assert.Equal(created.Id, replaced.Id);
        Assert.Equal("King", replaced.LastName);
    }

    [Fact]
    public async Task Delete_OfAPatient_MakesTheNextRead404()
    {
        var (created, _) = await _gateway.CreateAsync(GatewayClient.NewPatient());

        using var deleted = await _gateway.DeleteAsync(
            new Uri($"{GatewayClient.Patients}/{created.Id}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var read = await _gateway.GetPatientAsync(created.Id);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        Assert.Equal("application/problem+json", read.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Create_OfAnInvalidPatient_ReturnsFieldErrorsThroughTheGateway()
    {
        using var response = await _gateway.PostAsJsonAsync(
            GatewayClient.Patients, new PatientRequest { ExternalId = "x" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("lastName", problem, StringComparison.Ordinal);
        Assert.Contains("birthDate", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_BySearch_WalksAllPagesOnceInOrder()
    {
        var lastName = $"Zz{Guid.NewGuid():N}";
        var created = new List<Guid>();
        for (var count = 0; count < 5; count++)
        {
            created.Add((await _gateway.CreateAsync(GatewayClient.NewPatient(lastName))).Patient.Id);
        }

        var listed = new List<Guid>();
        var first = $"{GatewayClient.Patients}?search={lastName}&limit=2";
        for (var next = first; next is not null;)
        {
            var page = await _gateway.GetFromJsonAsync<PatientPage>(next, TestContext.Current.CancellationToken);
            listed.AddRange(page!.Items.Select(patient => patient.Id));
            next = page.NextCursor is { } cursor ? $"{first}&cursor={cursor}" : null;
        }

        Assert.Equal(created.Order(), listed);
    }

    public void Dispose() => _gateway.Dispose();
}
