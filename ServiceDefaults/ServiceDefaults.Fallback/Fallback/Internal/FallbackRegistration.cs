namespace ServiceDefaults.Fallback.Internal;

/// <summary>What is known of an operation before it is made: enough to check its settings and to make it.</summary>
internal sealed record FallbackRegistration(string Operation, IReadOnlyList<(string Name, bool IsTerminal)> Strategies, Func<IServiceProvider, object> Resolve);
