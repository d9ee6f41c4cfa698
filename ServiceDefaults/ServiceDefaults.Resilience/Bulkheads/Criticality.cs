using Polly;

namespace ServiceDefaults.Bulkheads;

/// <summary>
/// The criticality of work: it selects the bulkhead (<see cref="BulkheadOptions.Criticalities"/>), and says what a busy
/// service sheds first. Operations have the criticality of the request that they serve, unless one is set for them.
/// </summary>
public static class Criticality
{
    /// <summary>Background work without a waiting caller.</summary>
    public const string Batch = "batch";

    /// <summary>Work that must proceed even when all other work has to wait: its requests are never shed.</summary>
    public const string Critical = "critical";

    /// <summary>A caller waits for the response. Work without a criticality is interactive.</summary>
    public const string Interactive = "interactive";

    /// <summary>Work of operators.</summary>
    public const string Admin = "admin";

    /// <summary>What a caller can do without, such as recommendations.</summary>
    public const string Extra = "extra";

    // A short name, because each execution hashes it.
    private const string Name = "sd.criticality";

    private static readonly ResiliencePropertyKey<string> ContextKey = new(Name);
    private static readonly HttpRequestOptionsKey<string> RequestKey = new(Name);
    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>The criticality of the current execution context.</summary>
    /// <value>The default is <see langword="null"/>: interactive.</value>
    public static string? Current => Ambient.Value;

    /// <summary>
    /// Sets the criticality of the current execution context and of everything started from it.
    /// </summary>
    /// <param name="criticality">The criticality; <see langword="null"/> for interactive.</param>
    /// <returns>Restores the previous criticality when it is disposed.</returns>
    public static IDisposable Use(string? criticality)
    {
        var previous = Ambient.Value;
        Ambient.Value = criticality;
        return new Restore(previous);
    }

    /// <summary>
    /// Returns whether work may be shed before other work: whether its criticality is neither
    /// <see cref="Interactive"/> nor <see cref="Critical"/>.
    /// </summary>
    /// <param name="criticality">The criticality; <see langword="null"/> for interactive.</param>
    /// <returns>Whether other work comes first.</returns>
    public static bool IsSheddable(string? criticality) => criticality is not null
        && !string.Equals(criticality, Interactive, StringComparison.OrdinalIgnoreCase)
        && !string.Equals(criticality, Critical, StringComparison.OrdinalIgnoreCase);

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
        : Current;

    private sealed class Restore(string? previous) : IDisposable
    {
        public void Dispose() => Ambient.Value = previous;
    }
}
