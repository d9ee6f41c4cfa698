using System.Net;
using System.Text;
using PatientGateway.Operations;
using PatientGateway.Tests.Fixtures;
using PatientGateway.Upstream;
using ServiceDefaults.Queueing;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>
/// Insignificant white space does not make a write a different one, neither in the queue nor in the API.
/// </summary>
public sealed class TrimmedCommandTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Blank =
        """{ "externalId":" e\u0301-1\u200B", "firstName":"Ada ",  "lastName":"Lovelace", "birthDate":"1915-12-10" }""";
    private const string Plain =
        """{ "externalId":"é-1", "firstName":"Ada",  "lastName":"Lovelace", "birthDate":"1915-12-10" }""";

    private readonly StubApi _api = new();
    private QueueGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await QueueGateway.StartAsync(_api, server);
        _gateway.OpenCircuit();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Theory]
    [InlineData("POST", "", "", Blank, Plain)]
    [InlineData(
        "PUT",
        "/by-external-id/%20e%CC%81",
        "/by-external-id/%C3%A9",
        """{"lastName":"Doe\u00A0"}""",
        """{"lastName":"Doe"}""")]
    public async Task Write_RetriedWithOtherWhiteSpace_IsTheSameOperation(
        string method, string path, string again, string body, string bodyAgain)
    {
        var first = await _gateway.AcceptedAsync(new HttpMethod(method), path, "key-1", body);
        var second = await _gateway.AcceptedAsync(new HttpMethod(method), again, "key-1", bodyAgain);
        using var other = await _gateway.SendAsync(new HttpMethod(method), again, "key-1", body: bodyAgain.Replace(
            "Lovelace", "Byron", StringComparison.Ordinal).Replace("Doe", "Roe", StringComparison.Ordinal));

        Assert.Equal(first, second);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task Write_QueuedByAnEarlierBuild_IsTheSameOperationWhenRetried()
    {
        var write = PatientWrite.Create(new(Encoding.UTF8.GetBytes(Blank), "application/json; charset=utf-8"), "key-2");
        var former = new QueuedCommand(
            Credentials.Owner,
            "key-2",
            PatientCommand.FormerFingerprintOf(write),
            ["external id  e\u0301-1\u200B"],
            PatientCommand.Of(write, Credentials.Owner).ToBytes());
        var queued = await _gateway.Queue.EnqueueAsync(former, TestContext.Current.CancellationToken);
        Assert.NotEqual(PatientCommand.FingerprintOf(write), PatientCommand.FormerFingerprintOf(write));

        var again = await _gateway.AcceptedAsync(HttpMethod.Post, "", "key-2", Blank);

        Assert.EndsWith(queued.Id, again.ToString(), StringComparison.Ordinal);
    }

    // One queue group per patient, whatever the Unicode form of its external id: the second write must not overtake the
    // first.
    [Fact]
    public async Task Write_OfTheSameExternalIdInAnotherUnicodeForm_IsQueuedBehindTheFirst()
    {
        await _gateway.AcceptedAsync(HttpMethod.Put, "/by-external-id/e%CC%81-9", "key-3");

        using var sync = await _gateway.SendAsync(HttpMethod.Put, "/by-external-id/%C3%A9-9", "key-4", wait: false);
        using var upper = await _gateway.SendAsync(HttpMethod.Put, "/by-external-id/%C3%89-9", "key-5", wait: false);

        Assert.Equal(HttpStatusCode.Conflict, sync.StatusCode);
        Assert.NotEqual(HttpStatusCode.Conflict, upper.StatusCode);
    }
}
