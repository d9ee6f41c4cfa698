using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Globalization;

namespace ServiceDefaults.Errors;

/// <summary>
/// Rebuilds a classified error from an error response. The status alone is sufficient, whatever the body is (empty,
/// HTML, huge, truncated, another format); a body with the members of <see cref="ProblemFields"/> makes the error more
/// precise.
/// </summary>
public static class ProblemDetailsReader
{
    /// <summary>The largest body that is read, in bytes: 64 KB. A larger one is ignored.</summary>
    public const int MaximumBodyBytes = 64 * 1024;

    /// <summary>Reads an error response.</summary>
    /// <param name="response">A response with a status of 400 or above.</param>
    /// <param name="timeProvider">The clock that converts a <c>Retry-After</c> date to a delay.</param>
    /// <param name="cancellationToken">Cancels the reading of the body.</param>
    /// <returns>The classified error, and the problem details if there are any.</returns>
    public static async Task<RemoteProblem> ReadAsync(
        HttpResponseMessage response, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        var error = HttpStatusErrors.FromStatus(
            (int)response.StatusCode, RetryAfterHeader.Read(response, timeProvider));
        var body = await ReadBodyAsync(response.Content, cancellationToken);
        if (!body.IsEmpty)
        {
            error = Refine(error, ref body);
        }

        var request = response.RequestMessage;
        var mayHaveSucceeded = (error.MayHaveSucceeded || request?.GetSideEffects() == SideEffects.Possible)
            && (request is null || !SafeMethods.Contains(request.Method));
        return new RemoteProblem(
            error with { MayHaveSucceeded = mayHaveSucceeded, Status = ResponseStatusOf(error.Status) }, body);
    }

    // Expects a buffered body; its stream is left to the reader of the response.
    internal static async Task<bool> SaysNothingWasDoneAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!IsProblem(response.Content) || response.Content.Headers.ContentLength > MaximumBodyBytes)
        {
            return false;
        }

        var body = ByteOrderMark.Skip(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return !body.IsEmpty && !Refine(ClassifiedErrors.Unknown, ref body).MayHaveSucceeded;
    }

    private static ClassifiedError Refine(ClassifiedError error, ref ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Refine(error, document.RootElement);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The body claims to be problem details and is not, so it counts as no body. (Half of a surrogate pair
            // causes InvalidOperationException.)
        }

        body = default;
        return error;
    }

    private static ClassifiedError Refine(ClassifiedError error, JsonElement problem)
    {
        var canRetry = Flag(problem, ProblemFields.CanRetry) ?? error.CanRetry;
        // The dependency decides whose failure it is: the category that it sends takes precedence over the status.
        var named = CategoryOf(problem) is { } category && category != error.Category
            ? new ClassifiedError(category, error.Status) { IsTransient = error.IsTransient }
            : !canRetry && error.Origin == FailureOrigin.DependencyDefect
                ? error with { Origin = FailureOrigin.Service }
                : error;
        return named with
        {
            CanRetry = canRetry,
            RetryAfter = canRetry ? SecondsOf(problem) ?? error.RetryAfter : null,
            MayHaveSucceeded = Flag(problem, ProblemFields.MayHaveSucceeded) ?? error.MayHaveSucceeded,
        };
    }

    private static ErrorCategory? CategoryOf(JsonElement problem) =>
        problem.TryGetProperty(ProblemFields.Category, out var value) && value.ValueKind == JsonValueKind.String
            && ErrorCategoryNames.TryParse(value.GetString(), out var category) ? category : null;

    private static bool? Flag(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static TimeSpan? SecondsOf(JsonElement problem) =>
        problem.TryGetProperty(ProblemFields.RetryAfter, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var seconds) && seconds >= 0 ? TimeSpan.FromSeconds(seconds) : null;

    // 408 reports that this service sent too slowly, 501 and 505 that it sent a wrong request: its own caller gets 504
    // and 500.
    private static int ResponseStatusOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => StatusCodes.Status504GatewayTimeout,
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable
            or StatusCodes.Status504GatewayTimeout => status,
        >= StatusCodes.Status500InternalServerError => StatusCodes.Status500InternalServerError,
        _ => status,
    };

    private static bool IsProblem(HttpContent content) =>
        string.Equals(
            content.Headers.ContentType?.MediaType, ProblemFields.ContentType, StringComparison.OrdinalIgnoreCase);

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(
        HttpContent content, CancellationToken cancellationToken)
    {
        if (!IsProblem(content))
        {
            return default;
        }

        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaximumBodyBytes + 1];
            var read = await stream.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return read > MaximumBodyBytes ? default : ByteOrderMark.Skip(buffer.AsMemory(0, read).ToArray());
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The connection broke while the body was read; the status, which has arrived, is sufficient.
            return default;
        }
    }
}
