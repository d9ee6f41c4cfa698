using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace PatientApi.Tests.Requests;

/// <summary>
/// A request that is too long is a client error, whichever limit rejects it first: the rule of a parameter (400), the
/// server's for a request line (414) or for headers (431).
/// </summary>
public sealed class LengthTests(KestrelFixture fixture) : IClassFixture<KestrelFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/patients?cursor=", "A", 4097, HttpStatusCode.BadRequest)]
    [InlineData("/patients?limit=", "9", 7000, HttpStatusCode.BadRequest)]
    [InlineData("/patients?search=", "%CC%81", 1000, HttpStatusCode.BadRequest)]
    [InlineData("/patients/batch?ids=", "00000000-0000-0000-0000-000000000001,", 101, HttpStatusCode.BadRequest)]
    [InlineData("/patients/batch?ids=", "00000000-0000-0000-0000-000000000001,", 999, HttpStatusCode.RequestUriTooLong)]
    [InlineData("/patients/by-external-id/", "a", 129, HttpStatusCode.BadRequest)]
    [InlineData("/patients/by-external-id/", "%C3%A9", 129, HttpStatusCode.BadRequest)]
    [InlineData("/patients/by-external-id/", "%2F", 2000, HttpStatusCode.BadRequest)]
    [InlineData("/patients/by-external-id/", "a", 7000, HttpStatusCode.BadRequest)]
    [InlineData("/patients/by-external-id/", "a", 100_000, HttpStatusCode.RequestUriTooLong)]
    [InlineData("/patients/", "a", 7000, HttpStatusCode.NotFound)]
    [InlineData("/", "a/", 3500, HttpStatusCode.NotFound)]
    [InlineData("/audit?client=", "a", 201, HttpStatusCode.Forbidden)]
    [InlineData("/patients?x=", "a", 100_000, HttpStatusCode.RequestUriTooLong)]
    public async Task Get_OfALongTarget_IsAClientError(
        string target, string part, int times, HttpStatusCode expected)
    {
        using var response = await fixture.Client.GetAsync(
            fixture.AsWritten(target + string.Concat(Enumerable.Repeat(part, times))), Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("Idempotency-Key", 256, HttpStatusCode.BadRequest)]
    [InlineData("Idempotency-Key", 20_000, HttpStatusCode.BadRequest)]
    [InlineData("If-Match", 20_000, HttpStatusCode.BadRequest)]
    [InlineData("If-None-Match", 20_000, HttpStatusCode.BadRequest)]
    [InlineData("Content-Type", 20_000, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Content-Encoding", 20_000, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Authorization", 20_000, HttpStatusCode.Unauthorized)]
    [InlineData("Accept", 20_000, HttpStatusCode.Created)]
    [InlineData("traceparent", 20_000, HttpStatusCode.Created)]
    [InlineData("baggage", 20_000, HttpStatusCode.Created)]
    [InlineData("Idempotency-Key", 100_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData("If-Match", 100_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData("Content-Type", 100_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData("Authorization", 100_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData("X-Unknown", 100_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Create_WithALongHeader_SucceedsOrIsAClientError(
        string header, int length, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/patients")
        {
            Content = JsonContent.Create(Samples.Patient())
        };
        if (!request.Headers.TryAddWithoutValidation(header, new string('a', length)))
        {
            request.Content.Headers.Remove(header);
            request.Content.Headers.TryAddWithoutValidation(header, new string('a', length));
        }

        using var response = await fixture.Client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithManyHeaders_Is431()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/patients");
        for (var number = 0; number < 200; number++)
        {
            request.Headers.Add(string.Create(CultureInfo.InvariantCulture, $"X-Header-{number}"), "a");
        }

        using var response = await fixture.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }
}
