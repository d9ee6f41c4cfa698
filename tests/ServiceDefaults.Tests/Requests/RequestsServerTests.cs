using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServiceDefaults.Requests;
using ServiceDefaults.Tests.Errors;
using Testing;

namespace ServiceDefaults.Tests.Requests;

/// <summary>A service whose endpoints rely on the one line that adds the concern.</summary>
public sealed class RequestsServerTests
{
    private const int Limit = 100_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_OfARouteThatFails_HasTheStatusOfGetWithoutABody()
    {
        await using var server = await StartAsync(
            app => app.MapGet("/", IResult () => throw new InvalidOperationException()));

        using var get = await server.SendAsync(HttpMethod.Get);
        using var head = await server.SendAsync(HttpMethod.Head);

        Assert.Equal(
            (HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError),
            (get.StatusCode, head.StatusCode));
        Assert.NotEmpty(await get.Content.ReadAsByteArrayAsync(Token));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Head_OfARouteThatReadsTheMethod_IsGet()
    {
        await using var server = await StartAsync(app => app.MapGet(
            "/", (HttpContext http) => Results.Text("x", statusCode: http.Request.Method == "GET" ? 200 : 500)));

        using var head = await server.SendAsync(HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Theory]
    [InlineData("/open", HttpStatusCode.OK)]
    [InlineData("/own", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_OfACompressedBody_HasTheLimitOfItsRoute(string path, HttpStatusCode expected)
    {
        await using var server = await StartAsync(app =>
        {
            app.MapPost("/open", CountAsync).WithMetadata(new DisableRequestSizeLimitAttribute());
            app.MapPost("/own", CountAsync).WithMetadata(new RequestSizeLimitAttribute(Limit));
        });

        using var content = new ByteArrayContent(Encodings.Bomb("gzip", Limit + 1));
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), content, Token);

        Assert.Equal(expected, response.StatusCode);
        if (response.IsSuccessStatusCode)
        {
            Assert.Equal($"{Limit + 1}", await response.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task Start_WithALimitThatIsTooSmall_FailsAndQuotesIt()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(_ => { }, ("Requests:MaxDecompressedBytes", "1023")));

        Assert.Contains("Requests:MaxDecompressedBytes is 1023", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> CountAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return $"{body.Length}";
    }

    private static Task<ProblemServer> StartAsync(
        Action<WebApplication> map,
        params (string Key, string Value)[] settings) => ProblemServer.StartAsync(map, builder =>
    {
        builder.AddRequests();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
    });
}
