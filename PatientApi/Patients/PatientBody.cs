using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Errors;
using PatientApi.Idempotency;
using PatientApi.Model;
using ServiceDefaults.Globalization;
using ServiceDefaults.Requests;

namespace PatientApi.Patients;

/// <summary>
/// Body of a write, or the reason why it cannot be read. Unlike the framework's own binding, which returns a bare 400,
/// it names the invalid field.
/// </summary>
internal sealed record PatientBody(PatientRequest? Request, ProblemHttpResult? Problem)
    : IBindableFromHttpContext<PatientBody>
{
    /// <summary>Largest body, in bytes; a larger one gets 413.</summary>
    public const long MaxBytes = PatientLimits.MaxBytes;

    public static async ValueTask<PatientBody?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!RequestContentType.IsJson(context.Request))
        {
            return Refused(Problems.UnsupportedMediaType("application/json"));
        }

        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var json = ReadOnlyMemory<byte>.Empty;
        try
        {
            using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, MaxBytes));
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            json = ByteOrderMark.Skip(body.GetBuffer().AsMemory(0, (int)body.Length));
            BodyDigest.Leave(context, json);
            var request = JsonSerializer.Deserialize<PatientRequest>(json.Span, options);
            return request is null
                ? Refused(Problems.Invalid("body", "Must be a JSON object."))
                : new PatientBody(request.Trimmed(), Problem: null);
        }
        catch (JsonException) when (JsonbValidator.IsTooDeep(json.Span))
        {
            return Refused(Problems.Invalid("details", JsonbValidator.TooDeep));
        }
        catch (JsonException exception)
        {
            return Refused(Problems.Invalid(
                FieldOf(exception),
                "Is not valid JSON for this request: check syntax, types and formats (dates as yyyy-MM-dd)."));
        }
        catch (BadHttpRequestException exception)
        {
            return Refused(Problems.Unreadable(exception.StatusCode, exception.Message));
        }
    }

    /// <summary>
    /// Returns the body with the external id of its route, or a problem if the body has a different one.
    /// </summary>
    public PatientBody For(string externalId)
    {
        var addressed = PatientText.NormalizeExternalId(externalId);
        if (Request?.ExternalId is { } given && !string.Equals(given, addressed, StringComparison.Ordinal))
        {
            return Refused(Problems.Invalid(
                "externalId", "Must equal the external id in the path; remove it from the body or make both equal."));
        }

        return Request is null ? this : this with { Request = Request with { ExternalId = addressed } };
    }

    private static PatientBody Refused(ProblemHttpResult problem) => new(Request: null, problem);

    // The path is "$.birthDate", or "$" if the whole body is invalid.
    private static string FieldOf(JsonException exception) =>
        exception.Path is ['$', '.', .. var field] ? field : "body";
}
