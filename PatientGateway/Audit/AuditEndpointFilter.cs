using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using ServiceDefaults.Callers;
using ServiceDefaults.Errors;

namespace PatientGateway.Audit;

/// <summary>
/// Records what a handler returns before the caller gets it: no response with a patient is sent of which nothing is
/// recorded. The time of a request is not spent on a disk or a call.
/// </summary>
internal sealed partial class AuditEndpointFilter(
    string action,
    bool isWrite,
    AuditTrail trail,
    AuditRecorder recorder,
    AuditInstruments instruments,
    ICallerContext caller,
    IErrorClassifier errors,
    IOptions<AuditOptions> options,
    ILogger<AuditEndpointFilter> logger)
{
    private const string Declared = "true";

    public async ValueTask<object?> InvokeAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var isEmergency = string.Equals(
            context.HttpContext.Request.Headers[AuditHeaders.BreakGlass], Declared, StringComparison.OrdinalIgnoreCase);
        if (isEmergency && !caller.Scopes.Contains(PatientScopes.BreakGlass))
        {
            return AuditProblems.NoBreakGlass();
        }

        var mustRecord = options.Value.WhenUnavailable == AuditUnavailable.Refuse && !isEmergency;
        if (mustRecord && !trail.IsAvailable)
        {
            return Refuse(context.HttpContext, mayHaveSucceeded: false);
        }

        if (isEmergency)
        {
            instruments.BreakGlass();
            LogBreakGlass(caller.Client, action);
        }

        var requested = IdIn(context.HttpContext);
        object? result;
        try
        {
            result = await next(context);
        }
        catch (Exception exception) when (isWrite && StatusOf(exception) is { } status)
        {
            recorder.TryRecord(action, [new(requested, status)], isEmergency);
            throw;
        }

        var patients = AuditedResult.PatientsOf(result, requested, context.HttpContext.Response.Headers);
        if (!recorder.TryRecord(action, patients, isEmergency) && mustRecord)
        {
            return Refuse(context.HttpContext, mayHaveSucceeded: isWrite);
        }

        return result;
    }

    private ProblemHttpResult Refuse(HttpContext http, bool mayHaveSucceeded)
    {
        instruments.Refused();
        http.Response.Headers.RetryAfter = RetryAfterHeader.ToSeconds(RetryAfterDefaults.Database).ToString(
            CultureInfo.InvariantCulture);
        return AuditProblems.Unavailable(mayHaveSucceeded);
    }

    private static Guid? IdIn(HttpContext http) => Guid.TryParse(
        Convert.ToString(http.GetRouteValue("id"), CultureInfo.InvariantCulture), out var id) ? id : null;

    // A write that certainly changed nothing needs no entry.
    private int? StatusOf(Exception exception) => errors.Classify(exception) switch
    {
        { MayHaveSucceeded: true, Status: var status } => status,
        null => StatusCodes.Status500InternalServerError,
        _ => null,
    };

    [LoggerMessage(1, LogLevel.Warning, "Client {Client} declared emergency access to {Action}.")]
    private partial void LogBreakGlass(string client, string action);
}
