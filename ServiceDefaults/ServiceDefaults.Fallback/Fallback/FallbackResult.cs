namespace ServiceDefaults.Fallback;

/// <summary>An answer that says where it comes from and how old it is.</summary>
/// <typeparam name="TResult">The answer itself.</typeparam>
/// <param name="Value">The answer itself.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="AsOf">The instant before the one who gave it was asked. It is at least as young as that.</param>
/// <param name="Age">How long that is ago.</param>
/// <param name="IsDegraded">Whether it is anything but what was wanted: not from the primary, nor from a cache that is allowed to be as fresh as this.</param>
public sealed record FallbackResult<TResult>(TResult Value, DataSource Source, DateTimeOffset AsOf, TimeSpan Age, bool IsDegraded);
