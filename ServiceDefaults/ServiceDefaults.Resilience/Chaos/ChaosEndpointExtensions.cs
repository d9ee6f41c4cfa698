using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Operators;
using ServiceDefaults.Requests;

namespace ServiceDefaults.Chaos;

/// <summary>Maps the endpoints that inject faults.</summary>
public static class ChaosEndpointExtensions
{
    /// <summary>The path of the injections in progress.</summary>
    public const string Path = "/resilience/chaos";

    /// <summary>
    /// Maps <c>GET /resilience/chaos</c>, <c>PUT /resilience/chaos/{pipeline}</c> with <see cref="ChaosInjection"/> as
    /// JSON, and <c>DELETE /resilience/chaos/{pipeline}</c>, if the settings enable chaos. In development they are open
    /// to everybody; in other environments they exist only if <paramref name="authorize"/> declares who may use them.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="authorize">Declares the access outside development.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapChaos(
        this WebApplication app, Action<IEndpointConventionBuilder>? authorize = null) =>
        !app.Services.GetRequiredService<IChaosController>().IsEnabled ? app
            : app.MapForOperators(Path, authorize, chaos =>
            {
                chaos.MapGet("", (IChaosController controller) => TypedResults.Ok(controller.Active));
                chaos.MapPut("{pipeline}", Start).RefusesPreconditions();
                chaos.MapDelete("{pipeline}", Stop).RefusesPreconditions();
            });

    private static Results<Ok<ActiveChaos>, ProblemHttpResult> Start(
        string pipeline, OperatorBody<ChaosInjection> injection, IChaosController controller) =>
        injection.Content is not { } requested
            ? injection.Problem!
            : controller.TryStart(pipeline, requested, out var active, out var faults)
                ? TypedResults.Ok(active)
                : faults.Count == 0
                    ? Unknown(pipeline, controller)
                    : TypedResults.Problem(new HttpValidationProblemDetails(
                        faults.ToDictionary(fault => fault.Key, fault => fault.Value, StringComparer.Ordinal))
                    {
                        Status = StatusCodes.Status400BadRequest,
                    });

    private static Results<NoContent, ProblemHttpResult> Stop(string pipeline, IChaosController controller)
    {
        if (!controller.Dependencies.Contains(pipeline, StringComparer.Ordinal))
        {
            return Unknown(pipeline, controller);
        }

        controller.Clear(pipeline);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Unknown(string pipeline, IChaosController controller) => TypedResults.Problem(
        $"This service has no pipeline '{pipeline}'. Its pipelines are: "
        + $"{string.Join(", ", controller.Dependencies)}.",
        statusCode: StatusCodes.Status404NotFound);
}
