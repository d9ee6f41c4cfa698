using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Operators;
using ServiceDefaults.Requests;

namespace ServiceDefaults.Switches;

/// <summary>Maps the endpoints of the switches.</summary>
public static class SwitchEndpointExtensions
{
    /// <summary>The path of the switches.</summary>
    public const string Path = "/resilience/switches";

    /// <summary>
    /// Maps <c>GET /resilience/switches</c>, the names of the switches, and <c>POST /resilience/switches</c>, which
    /// applies a <see cref="SwitchRequest"/> to this process: 200 with <see cref="SwitchResult"/>, 409 with the same
    /// if it was not applied. In development they are open to everybody; in other environments they exist only if
    /// <paramref name="authorize"/> declares who may use them.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="authorize">Declares the access outside development.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapSwitches(
        this WebApplication app, Action<IEndpointConventionBuilder>? authorize = null) =>
        app.MapForOperators(Path, authorize, switches =>
        {
            switches.MapGet("", (ISwitchboard switchboard) => TypedResults.Ok(switchboard.Names));
            switches.MapPost("", ApplyAsync).RefusesPreconditions();
        });

    private static async Task<Results<Ok<SwitchResult>, Conflict<SwitchResult>, ProblemHttpResult>> ApplyAsync(
        OperatorBody<SwitchRequest> request, ISwitchboard switchboard, CancellationToken cancellationToken)
    {
        if (request.Content is not { } order)
        {
            return request.Problem!;
        }

        var result = await switchboard.ApplyAsync(order, cancellationToken);
        return result.IsApplied ? TypedResults.Ok(result) : TypedResults.Conflict(result);
    }
}
