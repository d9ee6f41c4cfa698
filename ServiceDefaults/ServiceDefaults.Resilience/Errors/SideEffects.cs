namespace ServiceDefaults.Errors;

/// <summary>
/// What is known of the side effects of a request beyond its failure: set by those who saw its attempts, read by the classifier. An operation that timed out and was
/// then refused a connection would otherwise be reported by its last attempt alone, and a timeout as one after which anything may have happened. What is set last
/// counts: code that stands further out has seen more.
/// </summary>
public enum SideEffects
{
    /// <summary>The failure itself says.</summary>
    Unknown,

    /// <summary>None: no attempt left this process, or the dependency answered that it did nothing.</summary>
    None,

    /// <summary>An earlier attempt may have been carried out.</summary>
    Possible,
}

/// <summary>Carries <see cref="SideEffects"/> on exceptions and requests.</summary>
public static class SideEffectsExtensions
{
    private const string Key = "ServiceDefaults.Errors.SideEffects";

    private static readonly HttpRequestOptionsKey<SideEffects> RequestKey = new(Key);

    /// <summary>Says what is known of the side effects.</summary>
    /// <param name="exception">The exception in which the request ended.</param>
    /// <param name="effects">What is known.</param>
    public static void SetSideEffects(this Exception exception, SideEffects effects) => exception.Data[Key] = effects;

    /// <summary>What is known of the side effects.</summary>
    /// <param name="exception">The exception in which the request ended.</param>
    /// <returns>What was set last; <see cref="SideEffects.Unknown"/> where nothing was.</returns>
    public static SideEffects GetSideEffects(this Exception exception) => exception.Data[Key] as SideEffects? ?? SideEffects.Unknown;

    /// <summary>Says what is known of the side effects.</summary>
    /// <param name="request">The request.</param>
    /// <param name="effects">What is known.</param>
    public static void SetSideEffects(this HttpRequestMessage request, SideEffects effects) => request.Options.Set(RequestKey, effects);

    /// <summary>What is known of the side effects.</summary>
    /// <param name="request">The request.</param>
    /// <returns>What was set last; <see cref="SideEffects.Unknown"/> where nothing was.</returns>
    public static SideEffects GetSideEffects(this HttpRequestMessage request) =>
        request.Options.TryGetValue(RequestKey, out var effects) ? effects : SideEffects.Unknown;
}
