using System.Net;

namespace PatientApi.Tests.Idempotency;

/// <summary>What may be a key.</summary>
public sealed class KeyFormatTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    [Theory]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("a,\tb")]
    public async Task Key_ThatIsNone_Is400ThatNamesTheHeader(string key)
    {
        var patient = Samples.Patient();

        var answer = await _client.PostAsync(key, patient);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty("Idempotency-Key", out _));
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(key: null, patient)).Status);
    }

    [Fact]
    public async Task Key_OfAnyLengthUpTo255_IsTaken()
    {
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(new string('~', 255), Samples.Patient())).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.PostAsync(new string('~', 256), Samples.Patient())).Status);
    }
}
