using System.IO.Compression;
using System.Net;
using System.Text;
using PatientGateway.Tests.Batch;

namespace PatientGateway.Tests.Requests;

/// <summary>Compressed bodies, on every route that accepts a body.</summary>
public sealed partial class RequestBodyTests
{
    /// <summary>The routes that accept a body, with its type.</summary>
    public static TheoryData<string, string, string> Encoded { get; } = new()
    {
        { "POST", Create, "application/json" },
        { "PUT", One, "application/json" },
        { "PUT", ByExternalId, "application/json" },
        { "POST", Import, "application/ndjson" },
        { "POST", BatchGateway.Create, "application/json" },
    };

    [Theory]
    [MemberData(nameof(Encoded))]
    public async Task Write_OfACompressedBody_IsSentDecompressed(string method, string path, string type)
    {
        foreach (var encoding in (string[])["gzip", "X-GZIP", "deflate", "br", "BR", "identity", "identity, gzip"])
        {
            // The largest body that this gateway accepts on every route.
            var body = Padded(LimitBytes);
            var sent = _api.Received.Count;

            using var response = await SendAsync(method, path, Compress(body, encoding), type, encoding);

            Assert.True(response.IsSuccessStatusCode, $"{encoding}: {response.StatusCode}");
            var received = Assert.Single(_api.Received.Skip(sent));
            Assert.Equal(path == BatchGateway.Create ? """{"n":1}"""u8.ToArray() : body, received.Body);
            Assert.DoesNotContain("Content-Encoding", received.Headers.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public async Task Write_OfACompressedBodyThatIsTooLarge_IsRejected(string method, string path, string type)
    {
        foreach (var encoding in (string[])["gzip", "deflate", "br"])
        {
            foreach (var size in (int[])[LimitBytes + 1, 8 * LimitBytes])
            {
                using var response = await SendAsync(method, path, Compress(Padded(size), encoding), type, encoding);

                Assert.True(
                    response.StatusCode == HttpStatusCode.RequestEntityTooLarge,
                    $"{encoding}, {size} bytes: {response.StatusCode}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public async Task Write_OfABodyThatCannotBeDecompressed_IsAClientError(string method, string path, string type)
    {
        foreach (var encoding in (string[])["gzip", "deflate", "br"])
        {
            using var broken = await SendAsync(method, path, "{\"a\":1}"u8.ToArray(), type, encoding);
            using var cutOff = await SendAsync(
                method, path, Compress(Padded(LimitBytes / 2), encoding)[..^1], type, encoding);

            Assert.True(
                (broken.StatusCode, cutOff.StatusCode) is (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest),
                $"{encoding}: {broken.StatusCode}, {cutOff.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public async Task Write_InAnotherEncoding_Is415WithTheSupportedOnes(string method, string path, string type)
    {
        foreach (var encoding in (string[])["zstd", "compress", "gzip, br", "unknown"])
        {
            using var response = await SendAsync(method, path, "{}"u8.ToArray(), type, encoding);

            Assert.True(response.StatusCode == HttpStatusCode.UnsupportedMediaType, encoding);
            Assert.Equal("br, deflate, gzip", response.Headers.GetValues("Accept-Encoding").Single());
        }

        Assert.Empty(_api.Received);
    }

    // A batch of one patient, which is also a valid line and body, with white space at its end.
    private static byte[] Padded(int bytes) => Encoding.ASCII.GetBytes("""{"items":[{"n":1}]}""".PadRight(bytes));

    private static byte[] Compress(byte[] body, string encoding)
    {
        if (encoding == "identity")
        {
            return body;
        }

        using var compressed = new MemoryStream();
        using (Stream stream = encoding.ToUpperInvariant() switch
        {
            "DEFLATE" => new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            "BR" => new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }
}
