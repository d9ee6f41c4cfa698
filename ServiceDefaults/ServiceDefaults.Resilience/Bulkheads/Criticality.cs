using Polly;

namespace ServiceDefaults.Bulkheads;

/// <summary>Says how critical an operation is, to have it in a bulkhead of its own (<see cref="BulkheadOptions.Criticalities"/>).</summary>
public static class Criticality
{
    /// <summary>For work that nobody is waiting for.</summary>
    public const string Batch = "batch";

    /// <summary>For work that must get through when everything else waits.</summary>
    public const string Critical = "critical";

    private const string Name = "ServiceDefaults.Criticality";

    private static readonly ResiliencePropertyKey<string> ContextKey = new(Name);
    private static readonly HttpRequestOptionsKey<string> RequestKey = new(Name);

    /// <summary>Sets the criticality of an operation.</summary>
    /// <param name="context">The operation's context.</param>
    /// <param name="criticality">One of the names in the settings.</param>
    public static void SetCriticality(this ResilienceContext context, string criticality) => context.Properties.Set(ContextKey, criticality);

    /// <summary>Sets the criticality of a request.</summary>
    /// <param name="request">The request, before it is sent.</param>
    /// <param name="criticality">One of the names in the settings.</param>
    public static void SetCriticality(this HttpRequestMessage request, string criticality) => request.Options.Set(RequestKey, criticality);

    internal static string? Of(ResilienceContext context) =>
        context.Properties.TryGetValue(ContextKey, out var own) ? own
        : context.GetRequestMessage() is { } request && request.Options.TryGetValue(RequestKey, out var requested) ? requested
        : null;
}
