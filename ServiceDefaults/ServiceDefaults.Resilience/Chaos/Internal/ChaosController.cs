using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Events.Internal;

namespace ServiceDefaults.Chaos.Internal;

/// <inheritdoc cref="IChaosController"/>
internal sealed partial class ChaosController(
    IOptions<ChaosOptions> options,
    IEnumerable<IChaosBehavior> behaviors,
    IEnumerable<IChaosExceptionFactory> exceptions,
    ResilienceEventHub hub,
    TimeProvider timeProvider,
    ILogger<ChaosController> logger) : IChaosController, IDisposable
{
    private readonly ConcurrentDictionary<string, ChaosPoint> _points = new(StringComparer.Ordinal);
    private readonly IChaosBehavior[] _behaviors = [.. behaviors];

    public bool IsEnabled => options.Value.Enabled;

    public IReadOnlyList<string> Dependencies => [.. _points.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<ActiveChaos> Active =>
        [.. Dependencies.Select(Find).OfType<ActiveChaos>()];

    public ActiveChaos? Find(string dependency) => _points.GetValueOrDefault(dependency)?.Active;

    /// <summary>Gets or creates the point where faults enter the pipeline of a dependency.</summary>
    public ChaosPoint PointOf(string dependency, bool isHttp) => _points.GetOrAdd(
        dependency,
        name => new(
            new(name, isHttp, exceptions.FirstOrDefault(factory => factory.Dependency == name)),
            hub,
            timeProvider,
            expired => LogEnded(expired.Dependency, expired.Attempts)));

    public bool TryStart(
        string dependency,
        ChaosInjection injection,
        [NotNullWhen(true)] out ActiveChaos? active,
        out IReadOnlyDictionary<string, string[]> faults)
    {
        active = null;
        faults = new Dictionary<string, string[]>();
        if (!_points.TryGetValue(dependency, out var point))
        {
            return false;
        }

        faults = FaultsOf(injection, point.Target);
        if (faults.Count > 0)
        {
            return false;
        }

        var behavior = _behaviors.FirstOrDefault(candidate => candidate.Name == injection.Behavior);
        active = point.Start(injection, behavior);
        LogStarted(dependency, injection.Rate, injection.Duration);
        return true;
    }

    public bool Clear(string dependency)
    {
        if (!_points.TryGetValue(dependency, out var point) || point.Active is not { } active || !point.Stop())
        {
            return false;
        }

        LogEnded(dependency, active.Attempts);
        return true;
    }

    public void Dispose()
    {
        foreach (var point in _points.Values)
        {
            point.Dispose();
        }
    }

    private Dictionary<string, string[]> FaultsOf(ChaosInjection injection, ChaosTarget target) =>
        injection.Validate(new(injection)).Concat(FaultsHere(injection, target))
            .GroupBy(fault => JsonNamingPolicy.CamelCase.ConvertName(fault.MemberNames.First()), StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Select(fault => fault.ErrorMessage!).ToArray(),
                StringComparer.Ordinal);

    // The faults that depend on the settings, the dependency and the registered behaviours.
    private IEnumerable<ValidationResult> FaultsHere(ChaosInjection injection, ChaosTarget target)
    {
        if (injection.Duration <= TimeSpan.Zero || injection.Duration > options.Value.MaxDuration)
        {
            yield return new(
                $"The duration is {injection.Duration}. Give a time above 0 and at most {options.Value.MaxDuration} "
                + $"({ChaosOptions.Section}:{nameof(ChaosOptions.MaxDuration)}).",
                [nameof(injection.Duration)]);
        }

        if (injection.Status is not null && !target.IsHttp)
        {
            yield return new(
                $"{target.Dependency} is not called over HTTP, so it has no status. Give an exception instead.",
                [nameof(injection.Status)]);
        }

        if (injection.Behavior is { } name && _behaviors.All(behavior => behavior.Name != name))
        {
            var known = _behaviors.Length == 0 ? "none" : string.Join(", ", _behaviors.Select(known => known.Name));
            yield return new(
                $"The behavior '{name}' is not registered. Registered behaviors: {known}.",
                [nameof(injection.Behavior)]);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "Faults are injected into {Rate:P0} of the attempts of {Dependency}, for {Duration}.")]
    private partial void LogStarted(string dependency, double rate, TimeSpan duration);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "No more faults are injected into {Dependency}; {Attempts} attempts met one.")]
    private partial void LogEnded(string dependency, long attempts);
}
