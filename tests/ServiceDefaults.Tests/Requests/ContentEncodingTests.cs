using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RequestDecompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceDefaults.Requests;
using ServiceDefaults.Requests.Internal;
using Testing;

namespace ServiceDefaults.Tests.Requests;

/// <summary>
/// The meaning of a Content-Encoding in all its spellings. Without a server, which would already split and trim it.
/// </summary>
public sealed class ContentEncodingTests
{
    private const string Text = "the body";

    private static readonly byte[] Body = Encoding.ASCII.GetBytes(Text);

    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().BuildServiceProvider();

    private static readonly Gen<string> Space = Texts.OneOf("", " ", "\t", "  ");
    private static readonly Gen<string> Coding = Texts.OneOf("gzip", "x-gzip", "deflate", "br");

    // Empty list elements, which change nothing (RFC 9110, 5.6.1 and 8.4.1).
    private static readonly Gen<string[]> NoCodings = Texts.OneOf("identity", "IDENTITY", "Identity", "").Array[0, 3];

    [Fact]
    public async Task Invoke_OneCodingInAnySpelling_DecompressesTheBody() =>
        await Gen.Select(Coding, NoCodings, NoCodings, Space, Gen.Int).SampleAsync(
            async (coding, before, after, space, seed) =>
            {
                string[] elements = [.. before, Spellings.InAnyCase(coding, seed), .. after];
                var body = Encodings.Encode(coding, Body);

                var asOneLine = await SendAsync(body, string.Join($"{space},{space}", elements) + space);
                var asManyLines = await SendAsync(body, elements);

                Assert.Equal((StatusCodes.Status200OK, Text), asOneLine);
                Assert.Equal(asOneLine, asManyLines);
            });

    [Fact]
    public async Task Invoke_NoCodingInAnySpelling_DoesNotChangeTheBody() =>
        await Gen.Select(NoCodings, Space).SampleAsync(async (elements, space) => Assert.Equal(
            (StatusCodes.Status200OK, Text),
            await SendAsync(Body, string.Join($"{space},{space}", elements))));

    [Fact]
    public async Task Invoke_TwoCodings_Is415InAnyOrder() =>
        await Gen.Select(Coding, Coding, NoCodings, Space).SampleAsync(async (one, other, rest, space) => Assert.Equal(
            (StatusCodes.Status415UnsupportedMediaType, null),
            await SendAsync(Encodings.Encode(one, Body), string.Join($"{space},{space}", [one, .. rest, other]))));

    [Fact]
    public async Task Invoke_AnyHeader_ForwardsTheRequestOrIs415() => await Gen.OneOf(
        Gen.String,
        Texts.OneOf("gzip", "br", "identity", ",", ";", "q=1", " ", "\"", "*", "é").Array[0, 6].Select(string.Concat))
        .Array[0, 3].SampleAsync(async lines =>
        {
            // An empty body, which is valid in no coding and is not read in this test.
            var (status, read) = await SendAsync([], lines);

            Assert.Equal(status == StatusCodes.Status200OK, read is not null);
            Assert.Contains(status, new[] { StatusCodes.Status200OK, StatusCodes.Status415UnsupportedMediaType });
        });

    private static async Task<(int Status, string? Read)> SendAsync(byte[] body, params string[] lines)
    {
        string? read = null;
        var middleware = new DecompressionMiddleware(
            async http =>
            {
                using var reader = new StreamReader(http.Request.Body);
                read = body.Length == 0 ? "" : await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            },
            Options.Create(new RequestDecompressionOptions()),
            Options.Create(new RequestsOptions()));
        var http = new DefaultHttpContext { RequestServices = Services };
        http.Request.Headers.ContentEncoding = lines;
        http.Request.Body = new MemoryStream(body);
        await middleware.InvokeAsync(http);
        return (http.Response.StatusCode, read);
    }
}
