using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace PatientApi.Import;

/// <summary>Takes FHIR patients line by line and answers line by line, in memory that does not grow.</summary>
internal static class ImportEndpoint
{
    private const string Ndjson = "application/x-ndjson";
    private const string FhirNdjson = "application/fhir+ndjson";
    private const int MemoryThreshold = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>
    /// The results wait, in memory and then in a temporary file, until the request has been read: an HTTP/1.1 client reads nothing
    /// before it has sent all, and two sides that both only write stand still.
    /// </summary>
    public static async Task<IResult> ImportAsync(PatientImporter importer, HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || type.MediaType.Value?.ToLowerInvariant() is not (Ndjson or FhirNdjson))
        {
            return TypedResults.Problem($"Send FHIR R4 Patient resources, one a line, as {Ndjson} or {FhirNdjson}.", statusCode: StatusCodes.Status415UnsupportedMediaType, title: "Not NDJSON.");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        await using var results = new FileBufferingWriteStream(MemoryThreshold);
        await foreach (var result in importer.ImportAsync(http.Request.BodyReader, http.RequestAborted))
        {
            await JsonSerializer.SerializeAsync(results, result, Json, http.RequestAborted);
            await results.WriteAsync(NewLine, http.RequestAborted);
        }

        http.Response.ContentType = Ndjson;
        await results.DrainBufferAsync(http.Response.BodyWriter, http.RequestAborted);
        return TypedResults.Empty;
    }
}
