using Polly;

namespace ServiceDefaults.Bulkheads;

/// <summary>
/// Sets the criticality of an operation, which selects its bulkhead (<see cref="BulkheadOptions.Criticalities"/>).
/// </summary>
public static class Criticality
{
    /// <summary>Background work without a waiting caller.</summary>
    public const string Batch = "batch";

    /// <summary>Work that must proceed even when all other work has to wait.</summary>
    public const string Critical = "critical";

    private const string Name = "ServiceDefaults.Criticality";

    private static readonly ResiliencePropertyKey<string> ContextKey = new(Name);
    private static readonly HttpRequestOptionsKey<string> RequestKey = new(Name);

    /// <summary>Sets the criticality of an operation.</summary>
    /// <param name="context">The operation's context.</param>
    /// <param name="criticality">One of the names in the settings.</param>
    public static void SetCriticality(this ResilienceContext context, string criticality) =>
        context.Properties.Set(ContextKey, criticality);

    /// <summary>Sets the criticality of a request.</summary>
    /// <param name="request">The request, before it is sent.</param>
    /// <param name="criticality">One of the names in the settings.</param>
    public static void SetCriticality(this HttpRequestMessage request, string criticality) =>
        request.Options.Set(RequestKey, criticality);

    internal static string? Of(ResilienceContext context) =>
        context.Properties.TryGetValue(ContextKey, out var own) ? own
        : context.GetRequestMessage() is { } request
            && request.Options.TryGetValue(RequestKey, out var requested) ? requested
        : null;
}
