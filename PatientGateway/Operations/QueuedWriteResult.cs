using System.Globalization;
using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using PatientGateway.Audit;
using ServiceDefaults.Errors;
using ServiceDefaults.Objectives;

namespace PatientGateway.Operations;

/// <summary>The response to a write that was not sent to the API: 202 with its operation, or a problem.</summary>
internal sealed class QueuedWriteResult : IResult, IEndpointMetadataProvider, IAudited
{
    private readonly OperationResponse? _operation;
    private readonly ProblemHttpResult? _problem;
    private readonly bool _wasAsyncRequested;

    private QueuedWriteResult(OperationResponse? operation, ProblemHttpResult? problem, bool wasAsyncRequested) =>
        (_operation, _problem, _wasAsyncRequested) = (operation, problem, wasAsyncRequested);

    public static QueuedWriteResult Accepted(OperationResponse operation, bool wasAsyncRequested) => new(
        operation, problem: null, wasAsyncRequested);

    public static QueuedWriteResult Refused(ProblemHttpResult problem) => new(
        operation: null, problem, wasAsyncRequested: false);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status202Accepted, typeof(OperationResponse), [MediaTypeNames.Application.Json]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status409Conflict,
            typeof(Microsoft.AspNetCore.Mvc.ProblemDetails),
            [ProblemFields.ContentType]));
    }

    /// <inheritdoc/>
    public IReadOnlyList<AuditedPatient> PatientsOf(Guid? requested) =>
    [
        _operation is null
            ? new(requested, _problem!.StatusCode)
            : new(_operation.PatientId ?? requested, StatusCodes.Status202Accepted),
    ];

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        if (_operation is null)
        {
            if (_problem!.ProblemDetails.Extensions.TryGetValue(ProblemFields.RetryAfter, out var seconds))
            {
                headers[HeaderNames.RetryAfter] = Convert.ToString(seconds, CultureInfo.InvariantCulture);
            }

            return _problem.ExecuteAsync(httpContext);
        }

        httpContext.CountAs(ObjectiveOutcome.Degraded);
        headers[PreferHeader.Applied] = _wasAsyncRequested ? PreferHeader.RespondAsync : null;
        WriteRetryAfter(httpContext.Response, _operation);
        return TypedResults.Accepted(_operation.Links.Self, _operation).ExecuteAsync(httpContext);
    }

    /// <summary>Sets <c>Retry-After</c> while the operation is not complete.</summary>
    public static void WriteRetryAfter(HttpResponse response, OperationResponse operation) =>
        response.Headers[HeaderNames.RetryAfter] =
            operation.IsOpen
                ? RetryAfterHeader.ToSeconds(OperationProblems.LookAgainAfter).ToString(CultureInfo.InvariantCulture)
                : null;
}
