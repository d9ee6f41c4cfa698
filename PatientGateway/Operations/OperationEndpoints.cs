using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using PatientGateway.Routing;
using ServiceDefaults.Authorization;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Callers;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Queueing;
using ServiceDefaults.Requests;
using ServiceDefaults.Shedding;

namespace PatientGateway.Operations;

/// <summary>Maps the status of deferred writes.</summary>
internal static class OperationEndpoints
{
    // An operation id is a keyed hash of 22 characters; other values do not match the route.
    private const string ById = "/{id:length(22)}";
    private const int MostDeadLetters = 100;

    public static string PathOf(string id, PathString pathBase) => $"{pathBase}{GatewayRoutes.Operations}/{id}";

    /// <summary>Maps the routes for callers and for operators.</summary>
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        var operations = app.MapGatewayGroup(GatewayRoutes.Operations, "Operations");
        operations.MapGet(ById, GetAsync)
            .RequireScope(PatientScopes.Write)
            .WithName("GetOperation")
            .WithSummary("Get operation")
            .WithDescription(
                "Status of a write that was accepted for later delivery. Visible to the client that sent it.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        operations.MapGet("/dead-letters", ListDeadLettersAsync)
            .RequireScope(PatientScopes.Admin)
            .RequireInboundLimit(InboundLimitPolicies.Admin)
            .WithName("ListDeadLetters")
            .WithCriticality(Criticality.Admin)
            .WithSummary("List dead letters")
            .WithDescription("For operators: undeliverable writes of all clients, oldest first.");
        operations.MapPost($"{ById}/redrive", RedriveAsync)
            .RequireScope(PatientScopes.Admin)
            .RequireInboundLimit(InboundLimitPolicies.Admin)
            .WithName("RedriveOperation")
            .WithCriticality(Criticality.Admin)
            .WithSummary("Redrive dead letter")
            .WithDescription("For operators: queues an undeliverable write again.")
            .RefusesPreconditions()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<OperationResponse>, ProblemHttpResult>> GetAsync(
        string id,
        [FromKeyedServices(OperationsOptions.Queue)] IQueueClient queue,
        ICallerContext caller,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        if (await queue.FindAsync(id, new(caller.Tenant, caller.Client), cancellationToken) is not { } status)
        {
            return OperationProblems.NotFound();
        }

        var operation = OperationResponse.Of(status, http.Request.PathBase);
        QueuedWriteResult.WriteRetryAfter(http.Response, operation);
        return TypedResults.Ok(operation);
    }

    private static async Task<Ok<IEnumerable<DeadLetter>>> ListDeadLettersAsync(
        [FromKeyedServices(OperationsOptions.Queue)] IQueueClient queue,
        CancellationToken cancellationToken) =>
        TypedResults.Ok((await queue.ListDeadLettersAsync(MostDeadLetters, cancellationToken))
            .Select(status => new DeadLetter(status.Id, status.Attempts, status.EnqueuedAt, status.Reason)));

    private static async Task<Results<Accepted, QueuedWriteResult, ProblemHttpResult>> RedriveAsync(
        string id,
        [FromKeyedServices(OperationsOptions.Queue)] IQueueClient queue,
        HttpContext http,
        CancellationToken cancellationToken) => await queue.RedriveAsync(id, cancellationToken) switch
        {
            RedriveOutcome.Queued => TypedResults.Accepted(PathOf(id, http.Request.PathBase)),
            RedriveOutcome.GroupConflict => QueuedWriteResult.Refused(
                OperationProblems.QueuedTwice(mayHaveSucceeded: false)),
            RedriveOutcome.NotDead => OperationProblems.NotDead(),
            _ => OperationProblems.NotFound(),
        };
}

/// <summary>A write that could not be delivered. It contains no patient data.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Attempts">Number of delivery attempts.</param>
/// <param name="CreatedAt">When the write was accepted.</param>
/// <param name="Reason">Error code: why the write could not be delivered.</param>
internal sealed record DeadLetter(
    string Id,
    int Attempts,
    DateTimeOffset CreatedAt,
    [property: Description("Why the delivery failed, as a short code.")] string? Reason);
