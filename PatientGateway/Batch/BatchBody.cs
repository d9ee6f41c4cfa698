using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Globalization;
using ServiceDefaults.Requests;

namespace PatientGateway.Batch;

/// <summary>The body of a batch request, or the problem with it.</summary>
/// <typeparam name="T">Type of the envelope.</typeparam>
/// <param name="Content">The parsed envelope; present unless there is a problem.</param>
/// <param name="Json">The bytes of the body.</param>
/// <param name="Problem">Why the body was refused.</param>
internal sealed record BatchBody<T>(T? Content, ReadOnlyMemory<byte> Json, ProblemHttpResult? Problem)
    : IBindableFromHttpContext<BatchBody<T>> where T : class
{
    // The limit is higher than any body can reach: the API refuses an item that is nested too deep, and only that item.
    private const int MaxDepth = int.MaxValue;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = MaxDepth,
        // If a body has two lists of items, neither can be trusted.
        AllowDuplicateProperties = false,
    };

    /// <exception cref="BadHttpRequestException">The body is too large, too slow or cut off.</exception>
    public static async ValueTask<BatchBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!RequestContentType.IsJson(context.Request))
        {
            return Refused(BatchProblems.UnsupportedMediaType());
        }

        // The buffer is not sized by Content-Length, which is only a claim until the body has arrived.
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = ByteOrderMark.Skip(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, Options) is { } content
                ? new(content, body, Problem: null)
                : Refused(BatchProblems.Invalid("body", "Must be a JSON object."));
        }
        catch (JsonException exception)
        {
            return Refused(BatchProblems.Invalid(FieldOf(exception), exception.Path is [.., ']']
                ? "Must be a UUID, in quotes."
                : "Is not valid JSON for this request: check syntax and types."));
        }
    }

    private static BatchBody<T> Refused(ProblemHttpResult problem) => new(Content: null, default, problem);

    // The path is "$.ids[3]", or "$" if the JSON is malformed.
    private static string FieldOf(JsonException exception) =>
        exception.Path is ['$', '.', .. var field] ? field : "body";
}
