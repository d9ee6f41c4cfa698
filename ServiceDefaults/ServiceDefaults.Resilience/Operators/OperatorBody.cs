using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceDefaults.Operators.Internal;
using ServiceDefaults.Requests;

namespace ServiceDefaults.Operators;

/// <summary>
/// The JSON body of an operator's request, or the problem with it. Unlike the framework's own binding, which returns a
/// bare 400, it names the member that cannot be read and the values that it can have.
/// </summary>
/// <typeparam name="T">Type of the body.</typeparam>
/// <param name="Content">The body; present unless there is a problem.</param>
/// <param name="Problem">Why the body was refused: 400 or 415.</param>
internal sealed record OperatorBody<T>(T? Content, ProblemHttpResult? Problem)
    : IBindableFromHttpContext<OperatorBody<T>> where T : class
{
    public static async ValueTask<OperatorBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!RequestContentType.IsJson(context.Request))
        {
            return new(Content: null, TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(
                context.Request.Body, options, context.RequestAborted).ConfigureAwait(false) is { } content
                ? new(content, Problem: null)
                : Refuse(JsonFault.OfNull(options.GetTypeInfo(typeof(T))));
        }
        catch (JsonException exception)
        {
            return Refuse(JsonFault.Of(exception, options.GetTypeInfo(typeof(T))));
        }
    }

    private static OperatorBody<T> Refuse(JsonFault fault) => new(
        Content: null,
        TypedResults.Problem(new HttpValidationProblemDetails(
            new Dictionary<string, string[]>(StringComparer.Ordinal) { [fault.Member] = [fault.Message] })
        {
            Status = StatusCodes.Status400BadRequest,
        }));
}
