namespace ServiceDefaults.Fallback;

/// <summary>An answer that says where it comes from and how old it is. A strategy gives the first three; the operation adds the rest.</summary>
/// <typeparam name="TResult">The answer itself.</typeparam>
/// <param name="Value">The answer itself.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="AsOf">The instant before its source was asked. It is at least as young as that.</param>
/// <param name="Age">How long that is ago; zero until the operation has set it.</param>
/// <param name="IsDegraded">
/// Whether it is anything but what was wanted: not from the primary, nor from a cache that is allowed to be as fresh as this;
/// <see langword="false"/> until the operation has set it.
/// </param>
public sealed record FallbackResult<TResult>(
    TResult Value, DataSource Source, DateTimeOffset AsOf, TimeSpan Age = default, bool IsDegraded = false);
