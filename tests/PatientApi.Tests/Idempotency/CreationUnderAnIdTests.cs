using System.Net;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// A create with an id that the caller generated: the caller can refer to the patient before it gets the response.
/// </summary>
public sealed class CreationUnderAnIdTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;
    private readonly Guid _id = Guid.CreateVersion7();

    private string Path => $"/patients/{_id}";

    [Fact]
    public async Task Put_IfNoneMatch_CreatesThePatientWithThatId()
    {
        var response = await _client.PutAsync(Path, key: null, Samples.Patient(), ifNoneMatch: "*");

        Assert.Equal((HttpStatusCode.Created, Path), (response.Status, response.Location));
        using var read = await _client.GetAsync(Path, TestContext.Current.CancellationToken);
        Assert.Equal(response.ETag, read.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task Put_IfNoneMatchForAnExistingPatient_Is412WithItsVersion()
    {
        var first = await _client.PutAsync(Path, key: null, Samples.Patient(), ifNoneMatch: "*");

        var second = await _client.PutAsync(Path, key: null, Samples.Patient(), ifNoneMatch: "*");

        Assert.Equal((HttpStatusCode.PreconditionFailed, first.ETag), (second.Status, second.ETag));
    }

    [Fact]
    public async Task Put_IfNoneMatchWithATakenExternalId_Is409()
    {
        var patient = Samples.Patient();
        await _client.PostAsync(key: null, patient);

        Assert.Equal(
            HttpStatusCode.Conflict, (await _client.PutAsync(Path, key: null, patient, ifNoneMatch: "*")).Status);
    }

    [Theory]
    [InlineData("\"1-s\"", null, HttpStatusCode.NotFound)]
    [InlineData("*", "*", HttpStatusCode.PreconditionFailed)]
    [InlineData("*, *", null, HttpStatusCode.BadRequest)]
    public async Task Put_WithAnotherPrecondition_CreatesNothing(
        string ifNoneMatch, string? ifMatch, HttpStatusCode expected) =>
        Assert.Equal(
            expected, (await _client.PutAsync(Path, key: null, Samples.Patient(), ifMatch, ifNoneMatch)).Status);

    [Fact]
    public async Task Put_IfNoneMatchWithAnIdThatIsNotTimeOrdered_Is400()
    {
        var response = await _client.PutAsync(
            $"/patients/{Guid.NewGuid()}", key: null, Samples.Patient(), ifNoneMatch: "*");

        Assert.Equal(HttpStatusCode.BadRequest, response.Status);
        Assert.True(response.Json.GetProperty("errors").TryGetProperty("id", out _));
    }

    [Fact]
    public async Task Put_WithoutAPrecondition_ReturnsTheCurrentVersion()
    {
        var first = await _client.PutAsync(Path, key: null, Samples.Patient(), ifNoneMatch: "*");

        var second = await _client.PutAsync(Path, key: null, Samples.Patient());

        Assert.Equal((HttpStatusCode.PreconditionRequired, first.ETag), (second.Status, second.ETag));
    }
}
