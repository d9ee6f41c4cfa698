namespace ServiceDefaults.Errors;

/// <summary>
/// What is known of the side effects of a failed request beyond the failure itself. Code that observes the attempts
/// sets it, and the classifier reads it. Without it, an operation that timed out and was then refused a connection
/// would be reported by its last attempt alone, and every timeout as one with possible side effects. The value set last
/// wins, because outer code has observed more attempts.
/// </summary>
public enum SideEffects
{
    /// <summary>Nothing is known beyond the failure itself.</summary>
    Unknown,

    /// <summary>None: no attempt was sent, or the dependency responded that it did nothing.</summary>
    None,

    /// <summary>An earlier attempt may have been carried out.</summary>
    Possible,
}

/// <summary>Attaches <see cref="SideEffects"/> to exceptions and requests.</summary>
public static class SideEffectsExtensions
{
    private const string Key = "ServiceDefaults.Errors.SideEffects";

    private static readonly HttpRequestOptionsKey<SideEffects> RequestKey = new(Key);

    /// <summary>Sets what is known of the side effects, and replaces an earlier value.</summary>
    /// <param name="exception">The exception with which the request failed.</param>
    /// <param name="effects">What is known.</param>
    public static void SetSideEffects(this Exception exception, SideEffects effects) => exception.Data[Key] = effects;

    /// <summary>Gets what is known of the side effects.</summary>
    /// <param name="exception">The exception with which the request failed.</param>
    /// <returns>The value set last; <see cref="SideEffects.Unknown"/> if none was set.</returns>
    public static SideEffects GetSideEffects(this Exception exception) =>
        exception.Data[Key] as SideEffects? ?? SideEffects.Unknown;

    /// <summary>Sets what is known of the side effects, and replaces an earlier value.</summary>
    /// <param name="request">The request.</param>
    /// <param name="effects">What is known.</param>
    public static void SetSideEffects(this HttpRequestMessage request, SideEffects effects) =>
        request.Options.Set(RequestKey, effects);

    /// <summary>Gets what is known of the side effects.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The value set last; <see cref="SideEffects.Unknown"/> if none was set.</returns>
    public static SideEffects GetSideEffects(this HttpRequestMessage request) =>
        request.Options.TryGetValue(RequestKey, out var effects) ? effects : SideEffects.Unknown;
}
