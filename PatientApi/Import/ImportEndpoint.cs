using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientApi.Errors;
using PatientApi.Idempotency;
using ServiceDefaults.Callers;
using ServiceDefaults.Requests;

namespace PatientApi.Import;

/// <summary>Endpoint that imports patients from newline-delimited JSON.</summary>
internal static class ImportEndpoint
{
    private static readonly string[] Types = [
        ImportMediaTypes.Ndjson, ImportMediaTypes.PlainNdjson, ImportMediaTypes.FhirNdjson
    ];

    // Stores patients while it reads the body, and responds when the body has ended: an HTTP/1.1 client reads nothing
    // before it has sent everything, so an earlier response would block both sides. Until then the results are
    // buffered in memory, and above a certain size in a temporary file; they contain identifiers, no names.
    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ImportAsync(
        HttpContext context, PatientImporter importer, ICallerContext caller, CancellationToken cancellationToken)
    {
        if (!IsNdjson(context.Request.GetTypedHeaders().ContentType))
        {
            return Problems.UnsupportedMediaType(string.Join(" or ", Types));
        }

        if (PreconditionsExtensions.RefusalOf(context.Request) is { } refusal)
        {
            return refusal;
        }

        var run = new ImportRun(IdempotentRequest.Of(context, caller));
        var results = new FileBufferingWriteStream();
        context.Response.RegisterForDisposeAsync(results);
        try
        {
            await importer.ImportAsync(context.Request.BodyReader, run, results, cancellationToken);
        }
        catch (BadHttpRequestException exception)
        {
            return run.IsRefused ? Problems.KeyReused() : Problems.Unreadable(
                exception.StatusCode,
                "The body could not be read to its end. The lines received may be stored. Send the whole import "
                + "again.");
        }

        if (run.IsRefused)
        {
            return Problems.KeyReused();
        }

        return TypedResults.Stream(body => results.DrainBufferAsync(body, cancellationToken), ImportMediaTypes.Ndjson);
    }

    private static bool IsNdjson(MediaTypeHeaderValue? type) =>
        type is not null && Types.Any(known => type.MediaType.Equals(known, StringComparison.OrdinalIgnoreCase))
            && RequestContentType.IsUtf8(type);
}
