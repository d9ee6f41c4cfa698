using System.Net;

namespace PatientApi.Tests.Idempotency;

/// <summary>Valid keys, and which notations are the same key.</summary>
public sealed class KeyFormatTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    [Theory]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("\"é\"")]
    [InlineData("a,\tb")]
    [InlineData("\"\"")]
    [InlineData("\"abc")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\\b\"")]
    [InlineData("\"a\\\"")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("\"a\",\"b\"")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"a\";")]
    [InlineData("\"a\";A=1")]
    public async Task Key_Invalid_Is400ThatNamesTheHeader(string key)
    {
        var patient = Samples.Patient();

        var response = await _client.PostAsync(key, patient);

        Assert.Equal(HttpStatusCode.BadRequest, response.Status);
        Assert.True(response.Json.GetProperty("errors").TryGetProperty("Idempotency-Key", out _));
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(key: null, patient)).Status);
    }

    [Fact]
    public async Task Key_OfAnyLengthUpTo255_IsAccepted()
    {
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(new string('~', 255), Samples.Patient())).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest, (await _client.PostAsync(new string('~', 256), Samples.Patient())).Status);
        Assert.Equal(
            HttpStatusCode.Created, (await _client.PostAsync($"\"{new string('#', 255)}\"", Samples.Patient())).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _client.PostAsync($"\"{new string('#', 256)}\"", Samples.Patient())).Status);
    }

    [Theory]
    [InlineData("abc-1", "\"abc-1\"")]
    [InlineData("\"abc-2\"", "abc-2")]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324", "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\"my key 1\"", "\"my key 1\";a;b=2;c=\"d;e\"; f=?1;g=:YQ==:")]
    [InlineData("a,b;c=d", "\"a,b;c=d\"")]
    [InlineData("\"\\\"quoted\\\"\"", "\"\\\"quoted\\\"\"")]
    public async Task Key_QuotedAndUnquoted_IsOneKey(string first, string second)
    {
        var patient = Samples.Patient();

        var one = await _client.PostAsync(first, patient);
        var two = await _client.PostAsync(second, patient);

        Assert.Equal((HttpStatusCode.Created, first), (one.Status, one.Key));
        Assert.Equal(one.AsReplay() with { Key = second }, two);
    }

    [Theory]
    [InlineData("\" a\"", "\"a\"")]
    [InlineData("\"\\\"b\\\"\"", "\"b\"")]
    [InlineData("K", "k")]
    [InlineData("d;e", "\"d\";e")]
    public async Task Key_ThatOnlyLooksLikeAnother_IsAnotherKey(string first, string second)
    {
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(first, Samples.Patient())).Status);
        Assert.Equal((HttpStatusCode.Created, false), await StatusAsync(second));

        async Task<(HttpStatusCode, bool)> StatusAsync(string key)
        {
            var response = await _client.PostAsync(key, Samples.Patient());
            return (response.Status, response.IsReplayed);
        }
    }
}
