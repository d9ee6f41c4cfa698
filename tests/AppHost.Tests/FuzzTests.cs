using System.Net;
using System.Text;
using AppHost.Tests.Fixtures;
using Aspire.Hosting.Testing;
using CsCheck;
using PatientApi.Contracts;

namespace AppHost.Tests;

/// <summary>
/// Whatever callers write into headers and bodies, the system rejects it (4xx) or accepts it: it never responds with
/// 5xx and never hangs.
/// </summary>
public sealed class FuzzTests(SystemFixture system) : IDisposable
{
    private const int Requests = 400;
    private const int MebiBytes = 1024 * 1024;

    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(15);

    private static readonly string[] Tokens =
    [
        "\"", "\\", ",", ";", "=", "*", "W/", "\"1-s\"", "\"4294967295-s\"", "\"99999999999-s\"", "\"-1-s\"",
        "\"1-\"", "respond-async", "wait=10", "wait=-1", "wait=99999999999999999999",
        "return=minimal", "q=\"", "é", "\u0001", "\t", " ", "%00", "''--", "{}", "null", new string('a', 300),
        new string('"', 100),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999999", "123456789012345678901234567890", "\"\"", "\"x\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"1980-02-30\"", "\"1980-02-29\"", "\"0001-01-01\"", "\"9999-12-31\"",
        "[]", "{}", "[[[]]]", "{\"a\":{\"a\":1,\"a\":2}}", $"\"{new string('x', 100_000)}\"",
        $"{new string('[', 2000)}{new string(']', 2000)}", $"\"{new string('é', 321)}\"",
    ];

    private static readonly string[] Names = [
        "externalId",
        "firstName",
        "lastName",
        "email",
        "phone",
        "birthDate",
        "details",
        "id",
        "__proto__",
        "EXTERNALID",
        "",
        "\\u0065xternalId"
    ];

    private static readonly Gen<string> Header = Gen.OneOf(
        OneOf(Tokens),
        Gen.Char['!', '~'].Array[0, 300].Select(letters => new string(letters))).Array[1, 4].Select(string.Concat);

    private static readonly Gen<string> Json = Gen.Select(OneOf(Names), OneOf(Values)).Array[0, 9]
        .Select(fields => $"{{{string.Join(',', fields.Select(field => $"\"{field.Item1}\":{field.Item2}"))}}}");

    private static readonly Gen<string> Body = Gen.Frequency(
        (6, Json),
        (2, Gen.Select(Json, Gen.Double[0, 1]).Select((json, part) => json[..(int)(json.Length * part)])),
        (1, Gen.String[0, 200]),
        (1, OneOf(
            new string('[', 100_000),
            new string('{', 100_000),
            $"\"{new string('x', 2 * MebiBytes)}\"",
            "",
            "[",
            "nul")));

    // A client that sends any header value.
    private readonly HttpClient _gateway = new HttpClient(
        new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
    {
        BaseAddress = system.Application.GetEndpoint(ResourceNames.PatientGateway, "http"),
    }.WithKey();

    [Fact]
    public async Task Write_OfAnything_SucceedsOrIsAClientError()
    {
        var token = TestContext.Current.CancellationToken;
        var next = Requests;
        await Gen.Select(OneOf("POST", "PUT", "UPSERT", "DELETE"), Body, Header, Header, Header, Gen.Int[0, 7])
            .SampleAsync(
            async request =>
            {
                var (method, body, key, ifMatch, prefer, headers) = request;
                using var message = new HttpRequestMessage(
                    method == "UPSERT" ? HttpMethod.Put : new HttpMethod(method), PathOf(method));
                message.Content = method == "DELETE"
                    ? null
                    : new StringContent(body, Encoding.UTF8, "application/json");
                // Or the server closes the connection while the client still writes, so the rejection is not read.
                message.Headers.ExpectContinue = body.Length > MebiBytes;
                message.Headers.TryAddWithoutValidation("Idempotency-Key", (headers & 1) == 0 ? [] : [key]);
                message.Headers.TryAddWithoutValidation("If-Match", (headers & 2) == 0 ? [] : [ifMatch]);
                message.Headers.TryAddWithoutValidation("Prefer", (headers & 4) == 0 ? [] : [prefer]);
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(token);
                timeout.CancelAfter(WaitTimeout);
                using var response = await _gateway.SendAsync(message, timeout.Token);
                Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{method} was answered with "
                    + $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(token)}");
                Interlocked.Decrement(ref next);
            },
            iter: Requests,
            threads: 2);
        Assert.True(next <= 0);
    }

    [Theory]
    [InlineData("{\"firstName\":\"a\",\"firstName\":\"b\"}", HttpStatusCode.BadRequest)]
    [InlineData("[1]", HttpStatusCode.BadRequest)]
    [InlineData("{\"birthDate\":123}", HttpStatusCode.BadRequest)]
    [InlineData("{\"details\":\"text\"}", HttpStatusCode.BadRequest)]
    public async Task Create_OfAnInvalidPatient_ReturnsTheErrors(string body, HttpStatusCode expected) => Assert.Equal(
        expected, await CreateAsync(body));

    [Fact]
    public async Task Create_OfATooLargeBody_Is413() => Assert.Equal(
        HttpStatusCode.RequestEntityTooLarge,
        await CreateAsync($$"""{"firstName":"{{new string('x', 2 * MebiBytes)}}"}"""));

    [Fact]
    public async Task Create_OfADeeplyNestedBody_Is400() => Assert.Equal(
        HttpStatusCode.BadRequest, await CreateAsync($$"""{"details":{{new string('[', 400_000)}}}"""));

    public void Dispose() => _gateway.Dispose();

    private static Gen<string> OneOf(params string[] values) =>
        Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string PathOf(string method) => method switch
    {
        "POST" => GatewayClient.Patients,
        "UPSERT" => $"{GatewayClient.Patients}/by-external-id/fuzz",
        _ => $"{GatewayClient.Patients}/{Guid.CreateVersion7()}",
    };

    private async Task<HttpStatusCode> CreateAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayClient.Patients)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json")
        };
        request.Headers.ExpectContinue = body.Length > MebiBytes;
        using var response = await _gateway.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
