namespace ServiceDefaults.Fallback;

/// <summary>
/// A response with its source and age. A strategy sets the first three values; the operation sets the others.
/// </summary>
/// <typeparam name="TResult">Type of the response.</typeparam>
/// <param name="Value">The response.</param>
/// <param name="Source">The source of the response.</param>
/// <param name="AsOf">
/// The time just before the request was sent to the source: the value is not older. A default value has the current
/// time.
/// </param>
/// <param name="Age">The time since <c>AsOf</c>; zero until the operation has set it.</param>
/// <param name="IsDegraded">
/// Whether the response is not from the primary source, except a cached response within
/// <see cref="FallbackOptions.FreshFor"/>; <see langword="false"/> until the operation has set it.
/// </param>
public sealed record FallbackResult<TResult>(
    TResult Value, DataSource Source, DateTimeOffset AsOf, TimeSpan Age = default, bool IsDegraded = false);
