namespace ServiceDefaults.Fallback;

/// <summary>What a strategy came up with.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="AsOf">The instant before it was asked for.</param>
public sealed record FallbackAnswer<TResult>(TResult Value, DataSource Source, DateTimeOffset AsOf);
