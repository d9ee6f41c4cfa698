namespace ServiceDefaults.Fallback.Internal;

/// <summary>A registered operation: enough to validate its settings and to create it.</summary>
internal sealed record FallbackRegistration(
    string Operation, IReadOnlyList<(string Name, bool IsTerminal)> Strategies, Func<IServiceProvider, object> Resolve);
